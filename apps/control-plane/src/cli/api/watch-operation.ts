import { EventSourceParserStream } from 'eventsource-parser/stream'
import { away } from '../errors.ts'
import type { OperationAnswer } from './answers.ts'
import type { Client } from './client.ts'

/** An operation as it stands, and after each change, until it has ended. Throws where the stream ends before. */
export async function* watchOperation(client: Client, id: string): AsyncGenerator<OperationAnswer> {
  const stream = await client.open('GET /v1/operations/{id}/events', { path: { id } })
  let last: OperationAnswer | undefined
  const events = stream
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
  try {
    for await (const { data } of events) {
      last = JSON.parse(data) as OperationAnswer
      yield last
    }
  } catch (error) {
    throw away(`the control plane went away while operation ${id} was watched: ${error}`)
  }
  if (!last || isOpen(last)) throw away(`the control plane stopped telling of operation ${id}`)
}

/** Whether the operation has not ended yet. */
export function isOpen({ state }: OperationAnswer): boolean {
  return state === 'pending' || state === 'running'
}
