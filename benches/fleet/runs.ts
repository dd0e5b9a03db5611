import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { FleetPlatform } from './fleet-platform.ts'

const runSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  tenants: z.number(),
  attempts: z.number(),
  counts: z.object({
    pending: z.number(),
    succeeded: z.number(),
    drifted: z.number(),
    failed: z.number(),
  }),
})
export type Run = z.infer<typeof runSchema>

const resultsSchema = z.object({
  results: z.array(
    z.looseObject({
      slug: z.string(),
      error: z.string().nullable(),
      sqlState: z.string().nullable(),
      differences: z.array(z.looseObject({ kind: z.string(), name: z.string() })).nullable(),
    }),
  ),
})

type Part = 'migrations' | 'drift'

export async function begin(platform: FleetPlatform, part: Part, wish: unknown): Promise<Run> {
  const answer = await platform.operate('POST', `/v1/${part}`, wish)
  if (answer.status !== 202) throw new Error(JSON.stringify(answer.body))
  return runSchema.parse(answer.body)
}

/** The run once `isThere` says so of it. A control plane that is away is asked again. */
export async function until(
  platform: FleetPlatform,
  { part, id }: { part: Part; id: string },
  isThere: (run: Run) => boolean,
): Promise<Run> {
  for (;;) {
    const answer = await platform.operate('GET', `/v1/${part}/${id}`).catch(() => undefined)
    const run = runSchema.safeParse(answer?.body).data
    if (run && isThere(run)) return run
    await pause(20)
  }
}

export const isEnded = ({ state }: Run) => state !== 'running' && state !== 'pending'

/** A whole run, and how long it took by the clock. */
export async function timeRun(platform: FleetPlatform, part: Part, wish: unknown = {}) {
  const begunMs = performance.now()
  const { id } = await begin(platform, part, wish)
  const run = await until(platform, { part, id }, isEnded)
  return { run, seconds: (performance.now() - begunMs) / 1_000 }
}

export async function resultsOf(platform: FleetPlatform, part: Part, id: string, state: string) {
  const path = `/v1/${part}/${id}/results?limit=200&state=${state}`
  return resultsSchema.parse((await platform.operate('GET', path)).body).results
}
