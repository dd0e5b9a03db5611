import type { Route } from '@mt/control-plane-api/routes'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { unavailable } from '../errors.ts'
import type { Client } from './client.ts'

/** The routes that stream the progress of an operation or run as events. */
export type WatchedRoute = Extract<Route, `${string}/events`>

/** Yields each event's data until the operation or run has ended. Throws if the stream ends earlier. */
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
    throw unavailable(`lost the connection to the control plane while watching ${id}: ${error}`)
  }
  if (!last?.finishedAt) throw unavailable(`the control plane stopped sending events of ${id}`)
}
