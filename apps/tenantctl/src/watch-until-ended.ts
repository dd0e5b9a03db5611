import { type WatchedRoute, watchEvents } from './api/watch.ts'
import { away } from './errors.ts'
import { createProgressView, type Progress } from './output/progress.ts'
import type { Tools } from './verb.ts'

interface Watching<Seen> {
  id: string
  progressOf(seen: Seen): Progress
}

/** Shows how far something is until it has ended, and answers with how it stands then. */
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
  if (!last) throw away(`the control plane told nothing of ${id}`)
  return last
}
