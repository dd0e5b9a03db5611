import { type WatchedRoute, watchEvents } from './api/watch.ts'
import { unavailable } from './errors.ts'
import { createProgressView, type Progress } from './output/progress.ts'
import type { Tools } from './verb.ts'

interface Watching<Seen> {
  id: string
  progressOf(seen: Seen): Progress
}

/** Shows the progress of an operation or run until it ends, and returns its final state. */
export async function watchUntilEnded<Seen extends { finishedAt: string | null }>(
  { client, out }: Tools,
  route: WatchedRoute,
  { id, progressOf }: Watching<Seen>,
): Promise<Seen> {
  const view = out.json ? undefined : createProgressView()
  let last: Seen | undefined
  try {
    for await (const seen of watchEvents<Seen>(client, route, id)) {
      last = seen
      view?.show(progressOf(seen))
    }
  } finally {
    view?.end()
  }
  if (!last) throw unavailable(`the control plane sent no events of ${id}`)
  return last
}
