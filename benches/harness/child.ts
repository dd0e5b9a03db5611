import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endWithUs } from '@mt/infra/process/watchdog'
import { pinned } from './cores.ts'

/** A process of a bench; it ends with the bench, however that ends. */
export interface Child extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  end(): Promise<void>
}

export interface ChildSpec {
  name: string
  command: string[]
  /** The core to run on; undefined for all of them. */
  core: number | undefined
  env?: NodeJS.ProcessEnv
  /** The address that answers with 2xx when the process is ready. */
  readyUrl?: string
}

const readyTimeoutMs = 30_000
const endTimeoutMs = 5_000

/** The command for one of our scripts. Flags serve to profile it: `--cpu-prof`. */
export function script(url: URL, ...flags: string[]): string[] {
  return [process.execPath, ...flags, fileURLToPath(url)]
}

/** Starts a process on a core and waits until it is ready. Its output is discarded, except errors. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const [file = '', ...args] = await pinned(spec.core, spec.command)
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH, ...spec.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'spawn')
  const pid = child.pid as number
  const watchdog = endWithUs(pid, 'SIGKILL')
  const end = async () => {
    await endProcess(child)
    watchdog.end()
  }
  if (spec.readyUrl) await untilReady(spec, child)
  return { name: spec.name, pid, end, [Symbol.asyncDispose]: end }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  const cut = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs)
  child.kill('SIGTERM')
  await exited
  clearTimeout(cut)
}

async function untilReady({ name, readyUrl = '' }: ChildSpec, child: ChildProcess): Promise<void> {
  const endMs = Date.now() + readyTimeoutMs
  while (Date.now() < endMs && child.exitCode === null) {
    const answer = await fetch(readyUrl).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await pause(50)
  }
  await endProcess(child)
  throw new Error(`${name} did not become ready`)
}
