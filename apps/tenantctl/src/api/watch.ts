import type { Route } from '@mt/control-plane-api/routes'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { away } from '../errors.ts'
import type { Client } from './client.ts'

/** The routes that tell, event by event, of something that goes on. */
export type WatchedRoute = Extract<Route, `${string}/events`>

/** What the events say, the last one when it has ended. Throws where the stream ends before. */
export async function* watchEvents<Seen extends { finishedAt: string | null }>(
  client: Client,
  route: WatchedRoute,
  id: string,
): AsyncGenerator<Seen> {
  const stream = await client.open(route, { path: { id } })
  const text = stream.pipeThrough(new TextDecoderStream())
  let last: Seen | undefined
  try {
    for await (const { data } of text.pipeThrough(new EventSourceParserStream())) {
      last = JSON.parse(data) as Seen
      yield last
    }
  } catch (error) {
    throw away(`the control plane went away while ${id} was watched: ${error}`)
  }
  if (!last?.finishedAt) throw away(`the control plane stopped telling of ${id}`)
}
