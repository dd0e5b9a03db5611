import { setTimeout as pause } from 'node:timers/promises'
import { answerTo, type Schemas } from '@mt/control-plane-api/client'
import type { FleetPlatform } from './fleet-platform.ts'

export type Run = Schemas['FleetRun']

type Part = 'migrations' | 'drift'

type Wish = Schemas['NewMigration']

export async function begin({ api }: FleetPlatform, part: Part, wish: Wish): Promise<Run> {
  return answerTo(api.POST(`/v1/${part}`, { body: wish }))
}

/** The run once `isThere` says so of it. A control plane that is away is asked again. */
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

/** A whole run, and how long it took by the clock. */
export async function timeRun(platform: FleetPlatform, part: Part, wish: Wish = {}) {
  const begunMs = performance.now()
  const { id } = await begin(platform, part, wish)
  const run = await until(platform, { part, id }, isEnded)
  return { run, seconds: (performance.now() - begunMs) / 1_000 }
}

type State = Schemas['FleetResult']['state']

export async function resultsOf({ api }: FleetPlatform, part: Part, id: string, state: State) {
  const params = { path: { id }, query: { limit: 200, state } }
  return (await answerTo(api.GET(`/v1/${part}/{id}/results`, { params }))).results
}
