import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { findPgBouncer } from '../pooler/pgbouncer.ts'
import { applyMutant } from './apply-mutant.ts'
import { copySources } from './copy-sources.ts'
import type { Mutant, Verdict } from './mutant.ts'
import { mutants } from './mutants/index.ts'
import { renderTable } from './render-table.ts'
import { runTests, type TestedCopy } from './run-tests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const atOnce = 2

/**
 * `npm run test:mutants`: removes the guards one at a time and expects a test to fail. A survivor, or a guard
 * whose text is not found, fails the run. An argument selects the guards whose name contains it.
 */
async function runMutants(part: string | undefined): Promise<number> {
  await using postgres = process.env.TEST_DATABASE_URL ? undefined : await startPostgres()
  await using redis = process.env.TEST_REDIS_URL ? undefined : await startRedis()
  process.env.TEST_DATABASE_URL ??= String(postgres?.url)
  process.env.TEST_REDIS_URL ??= String(redis?.url)
  const named = mutants.filter(({ guard }) => !part || guard.includes(part))
  const hasPooler = (await findPgBouncer()) !== undefined
  const chosen = named.filter(({ needs }) => needs === undefined || hasPooler)
  for (const { guard, needs } of named) {
    if (needs && !hasPooler) say(`NOT RUN, without ${needs}: ${guard}`)
  }
  const queue = [...chosen]
  const verdicts = await Promise.all(
    Array.from({ length: atOnce }, (_, index) => work(queue, index)),
  )
  const table = verdicts.flat().sort((a, b) => chosen.indexOf(a.mutant) - chosen.indexOf(b.mutant))
  const bad = table.filter(({ killedBy }) => killedBy === undefined)
  if (chosen.length === mutants.length && bad.length === 0)
    await writeFile(join(root, 'docs/security-mutants.md'), renderTable(table))
  say(`${table.length} mutants, ${table.length - bad.length} killed`)
  for (const { mutant, trouble } of bad) say(`${trouble ?? 'SURVIVES'}: ${mutant.guard}`)
  return bad.length === 0 ? 0 : 1
}

/** Works through the queue in its own copy, whose tests have one worker. */
async function work(queue: Mutant[], workersBefore: number): Promise<Verdict[]> {
  const copy = { ...(await copySources(root)), workersBefore }
  const verdicts: Verdict[] = []
  try {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const startedAt = performance.now()
      const verdict = await judge(copy, mutant)
      verdicts.push(verdict)
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      const outcome = verdict.killedBy ? 'killed' : (verdict.trouble ?? 'SURVIVES')
      say(`${outcome.padEnd(9)}${seconds.padStart(5)} s  ${mutant.guard}`)
    }
  } finally {
    await copy.remove()
  }
  return verdicts
}

/** Test files that pass with every guard in place. */
const passed = new Set<string>()

async function judge(copy: TestedCopy, mutant: Mutant): Promise<Verdict> {
  const restore = await applyMutant(copy.folder, mutant).catch((error: Error) => error)
  if (restore instanceof Error) return { mutant, trouble: restore.message }
  const { ran, failed, trouble } = await runTests(copy, mutant)
  await restore()
  const killedBy = failed ?? (trouble && `set-up: ${shorten(trouble)}`)
  if (killedBy === undefined)
    return ran === 0 ? { mutant, trouble: 'no test ran, or they hang' } : { mutant }
  const broken = await failureUnmutated(copy, mutant)
  return broken === undefined ? { mutant, killedBy } : { mutant, trouble: broken }
}

/** Tests that also fail with the guard in place prove nothing. */
async function failureUnmutated(copy: TestedCopy, mutant: Mutant): Promise<string | undefined> {
  const { only } = mutant
  const key = (test: string) => `${test} ${only}`
  const unknown = mutant.tests.filter((test) => !passed.has(key(test)))
  if (unknown.length === 0) return undefined
  const { failed, trouble } = await runTests(copy, { tests: unknown, ...(only ? { only } : {}) })
  const broken = failed ?? trouble
  if (broken !== undefined) return `fails with the guard in place: ${shorten(broken)}`
  for (const test of unknown) passed.add(key(test))
  return undefined
}

function shorten(trouble: string): string {
  return trouble.replaceAll('\n', ' ').slice(0, 200)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

process.exitCode = await runMutants(process.argv[2])
