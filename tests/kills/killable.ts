import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** A process of a service that can be killed. */
export interface Killable {
  /** Its output so far, by line. */
  said: Set<string>
  /** Releases what it holds. */
  release(): void
  /** SIGKILL: nothing is released or finished. */
  kill(): Promise<void>
}

export interface Run {
  script: string
  /** The folder of the sources; by default this repository. */
  folder?: string
  env?: NodeJS.ProcessEnv
  stdin?: unknown
}

/** Runs a script of the platform as a process. */
export function spawnKillable({ script, folder = repository, env = {}, stdin }: Run): Killable {
  const child = spawn(process.execPath, [join(folder, script)], {
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
