import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'

export interface ControlPlaneProcess {
  url: string
  /** SIGKILL: nothing is released or finished. */
  kill(): Promise<void>
}

/** Runs the control plane in its own process, which ends with this one, so that a failed test leaves none behind. */
export async function spawnControlPlane(config: Config): Promise<ControlPlaneProcess> {
  const script = fileURLToPath(new URL('./run-control-plane.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.write(`${JSON.stringify(config)}\n`)
  const [url] = await once(createInterface(child.stdout), 'line')
  return { url, kill: () => kill(child) }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
