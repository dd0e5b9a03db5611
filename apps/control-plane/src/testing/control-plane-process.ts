import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'

export interface ControlPlaneProcess {
  url: string
  /** SIGKILL: nothing is given back, nothing is finished. */
  kill(): Promise<void>
}

/** Runs the control plane as a process of its own, which ends with this one: a test that fails leaves none behind. */
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
