import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface SpawnedPlatform {
  /** Starts it. Resolves to its address; rejects with the end of its log when it dies before. */
  address(): Promise<unknown>
  end(): Promise<void>
}

const program = fileURLToPath(new URL('run-platform.ts', import.meta.url))
const keptLines = 40

/** The platform that tests share, as a process: a worker that leaks or blocks does not disturb it. */
export function spawnPlatform(): SpawnedPlatform {
  let child: ChildProcess | undefined
  return {
    address() {
      child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] })
      return addressOf(child)
    },
    async end() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.stdin?.end()
      await exited
    },
  }
}

async function addressOf(child: ChildProcess): Promise<unknown> {
  const log: string[] = []
  if (!child.stdout || !child.stderr) throw new Error('the platform has no output')
  createInterface(child.stderr).on('line', (line) => {
    log.push(line)
    if (log.length > keptLines) log.shift()
  })
  const died = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`it ended with ${code ?? signal}\n${log.join('\n')}`)
  })
  // Tests that call it then fail one by one: this says why.
  died.catch((error: Error) => {
    if (child.exitCode !== 0) process.stderr.write(`the shared platform: ${error.message}\n`)
  })
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), died])
  return JSON.parse(line)
}
