import type { ResultAnswer, RunAnswer } from '../api/answers.ts'
import type { Progress } from './progress.ts'
import { type Columns, sheetOf, tableOf } from './table.ts'

export const runColumns: Columns<RunAnswer> = [
  ['id', ({ id }) => id],
  ['state', ({ state }) => state],
  ['target', ({ target }) => target],
  ['tenants', ({ tenants }) => tenants],
  ['outcome', (run) => countsText(run)],
  ['begun', ({ createdAt }) => createdAt],
]

export function runSheet(run: RunAnswer): string {
  return sheetOf([
    [run.kind, run.id],
    ['state', run.dryRun ? `${run.state} (dry run)` : run.state],
    ['target', run.target],
    ['tenants', `${run.tenants} in ${run.places} placements`],
    ['outcome', countsText(run)],
    ['begun', run.createdAt],
    ['ended', run.finishedAt],
    ['error', run.error],
  ])
}

/** A run with some of its results. */
export function runReport(run: RunAnswer, results: readonly ResultAnswer[]): string {
  const others = results.filter(({ state }) => state !== 'drifted')
  const table = others.length > 0 ? [tableOf(resultColumns, others)] : []
  const differing = results.map(differencesText).filter((text) => text !== '')
  return [runSheet(run), ...table, ...differing].join('\n\n')
}

export const resultColumns: Columns<ResultAnswer> = [
  ['slug', ({ slug }) => slug],
  ['place', ({ place }) => place],
  ['state', ({ state }) => state],
  ['from', ({ fromVersion }) => fromVersion],
  ['to', ({ toVersion }) => toVersion],
  ['attempts', ({ attempts }) => attempts],
  ['ms', ({ durationMs }) => durationMs],
  ['sqlstate', ({ sqlState }) => sqlState],
  ['error', ({ error }) => error],
]

/** A tenant's differences, each with the SQL that would fix it. */
export function differencesText({ slug, differences }: ResultAnswer): string {
  const lines = (differences ?? []).map(({ kind, name, expected, found, fix }) => {
    return `  ${kind} ${name}: ${found ?? 'missing'}, expected ${expected ?? 'nothing'}\n    ${fix}`
  })
  return lines.length === 0 ? '' : `${slug}\n${lines.join('\n')}`
}

export function runProgress(run: RunAnswer): Progress {
  const done = run.tenants - run.counts.pending
  const rate = run.rate === null ? '' : `, ${run.rate}/s`
  const left = run.secondsLeft === null ? '' : `, ${run.secondsLeft} s left`
  const caption = `${run.kind} ${done}/${run.tenants}: ${countsText(run)}${rate}${left}`
  return { done, of: run.tenants, caption }
}

function countsText({ counts }: RunAnswer): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return parts.map(([state, count]) => `${count} ${state}`).join(', ') || 'nothing to do'
}
