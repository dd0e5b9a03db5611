import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of a service, which can only be killed. */
export interface Killable {
  /** What it has said so far, line by line. */
  said: Set<string>
  /** Lets what it holds go on. */
  release(): void
  /** SIGKILL: nothing is given back, nothing is finished. */
  kill(): Promise<void>
}

export interface Run {
  script: string
  env?: NodeJS.ProcessEnv
  stdin?: unknown
}

/** Runs a script of this repository as a process of its own. */
export function spawnKillable({ script, env = {}, stdin }: Run): Killable {
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url))
  const child = spawn(process.execPath, [path], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(stdin === undefined ? undefined : JSON.stringify(stdin))
  const said = new Set<string>()
  createInterface(child.stdout).on('line', (line) => said.add(line))
  return { said, release: () => void child.kill('SIGUSR2'), kill: () => kill(child) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
