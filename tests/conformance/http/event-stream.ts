import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { type Call, openCall } from './call.ts'

export interface StreamEvent {
  name: string
  data: string
}

/** A client's stream of server-sent events. */
export interface EventStream extends Disposable {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The next event, or undefined if the stream has ended or was cut. */
  next(): Promise<StreamEvent | undefined>
}

/** Opens a stream. Disposing of it disconnects the client. */
export async function openEventStream(call: Call): Promise<EventStream> {
  const leaving = new AbortController()
  const incoming = await openCall({ ...call, signal: leaving.signal })
  const events = readEvents(incoming)
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    async next() {
      const { value } = await events.next().catch(() => ({ value: undefined }))
      return value
    },
    [Symbol.dispose]: () => leaving.abort(),
  }
}

async function* readEvents(incoming: IncomingMessage): AsyncGenerator<StreamEvent, undefined> {
  let event: Partial<StreamEvent> = {}
  for await (const line of createInterface({ input: incoming })) {
    const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'event') event.name = value ?? ''
    if (field === 'data') event.data = value ?? ''
    if (line !== '' || event.data === undefined) continue
    yield { name: event.name ?? 'message', data: event.data }
    event = {}
  }
  return undefined
}
