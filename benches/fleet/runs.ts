import { setTimeout as pause } from 'node:timers/promises'
import { answerTo, type Schemas } from '@mt/control-plane-api/client'
import type { FleetPlatform } from './fleet-platform.ts'

export type Run = Schemas['FleetRun']

type Part = 'migrations' | 'drift'

type RunRequest = Schemas['NewMigration']

export async function begin({ api }: FleetPlatform, part: Part, request: RunRequest): Promise<Run> {
  return answerTo(api.POST(`/v1/${part}`, { body: request }))
}

/**
 * Resolves to the run once `isThere` accepts it. Repeats the call while the control plane is unavailable.
 */
export async function until(
  { api }: FleetPlatform,
  { part, id }: { part: Part; id: string },
  isThere: (run: Run) => boolean,
): Promise<Run> {
  for (;;) {
    const call = api.GET(`/v1/${part}/{id}`, { params: { path: { id } } })
    const run = await answerTo(call).catch(() => undefined)
    if (run && isThere(run)) return run
    await pause(20)
  }
}

export const isEnded = ({ state }: Run) => state !== 'running' && state !== 'pending'

/** Runs to the end, and measures how long that took. */
export async function timeRun(platform: FleetPlatform, part: Part, request: RunRequest = {}) {
  const begunMs = performance.now()
  const { id } = await begin(platform, part, request)
  const run = await until(platform, { part, id }, isEnded)
  return { run, seconds: (performance.now() - begunMs) / 1_000 }
}

type State = Schemas['FleetResult']['state']

export async function resultsOf({ api }: FleetPlatform, part: Part, id: string, state: State) {
  const params = { path: { id }, query: { limit: 200, state } }
  return (await answerTo(api.GET(`/v1/${part}/{id}/results`, { params }))).results
}
