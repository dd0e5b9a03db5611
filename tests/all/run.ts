import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endSignal, exitCodeOf } from '@mt/infra/process/signals'
import { type Stage, stages } from './stages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What a stage exits with that this machine cannot run; it has said why (EX_UNAVAILABLE of sysexits.h). */
const notRun = 69

interface Outcome {
  stage: Stage
  seconds: number
  result: 'passed' | 'NOT RUN' | 'FAILED'
}

/**
 * `npm run test:all`: every test that there is, stage by stage, or those stages that are named as
 * arguments. A stage that fails does not keep the next from running. Exits with 1 when one failed.
 */
async function runAll(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    const known = stages.map(({ name }) => name).join(', ')
    process.stderr.write(`no stage ${unknown.join(', ')}; there are ${known}\n`)
    return 64
  }
  const ending = endSignal()
  const chosen = stages.filter(({ name }) => names.length === 0 || names.includes(name))
  const outcomes: Outcome[] = []
  for (const stage of chosen) {
    if (ending.aborted) break
    process.stdout.write(`\n== ${stage.name}: ${stage.proves}\n`)
    outcomes.push(await runStage(stage, ending))
  }
  if (ending.aborted) return exitCodeOf(ending.reason)
  for (const { stage, seconds, result } of outcomes) {
    process.stdout.write(`${stage.name.padEnd(12)}${String(seconds).padStart(6)} s  ${result}\n`)
  }
  return outcomes.some(({ result }) => result === 'FAILED') ? 1 : 0
}

async function runStage(stage: Stage, ending: AbortSignal): Promise<Outcome> {
  const startedAt = performance.now()
  const [file = '', ...args] = stage.command
  const child = spawn(file, args, { cwd: root, stdio: 'inherit' })
  const end = () => child.kill('SIGTERM')
  const deadline = setTimeout(end, stage.maxMinutes * 60_000)
  ending.addEventListener('abort', end, { once: true })
  const [code] = await once(child, 'close')
  clearTimeout(deadline)
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  return { stage, seconds, result: code === 0 ? 'passed' : code === notRun ? 'NOT RUN' : 'FAILED' }
}

process.exitCode = await runAll(process.argv.slice(2))
