import { type IsolationModel, isolationModels } from '@mt/shared/placement'
import { atMost } from './harness/figures.ts'
import { startPlatform } from './harness/platform.ts'
import type { BenchResult, Figure } from './harness/report.ts'
import { median } from './harness/rounds.ts'

const rounds = 40
const warmUp = 4
/** A dedicated tenant consists of several processes, which stay while the next ones are onboarded. */
const dedicatedEvery = 4

/** The 95th percentile in milliseconds, from the operator's call until the tenant is served. */
const marksMs: Record<IsolationModel, number> = {
  ...{ shared: 25, schema: 60, database: 150, dedicated: 3_000 },
}

/** Onboarding without an admin, one after the other, on a durable PostgreSQL. */
export async function benchOnboard(): Promise<BenchResult> {
  await using stack = new AsyncDisposableStack()
  const postgresSettings = { fsync: 'on', full_page_writes: 'on' }
  const { onboard } = await startPlatform(stack, { postgresSettings })
  const times: Record<IsolationModel, number[]> = {
    ...{ shared: [], schema: [], database: [], dedicated: [] },
  }
  for (let round = -warmUp; round < rounds; round++) {
    for (const model of isolationModels) {
      if (model === 'dedicated' && round % dedicatedEvery !== 0) continue
      const { tookMs } = await onboard(model)
      if (round >= 0) times[model].push(tookMs)
    }
  }
  const figures = isolationModels.flatMap((model): Figure[] => [
    { name: `${model}: median`, value: median(times[model]), unit: 'ms' },
    atMost(`${model}: p95`, p95(times[model]), marksMs[model], 'ms'),
  ])
  return { figures, versions: { postgresql: '18', fsync: 'on' } }
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
}
