import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadCore, pinProcess } from './cores.ts'

export interface LoadPlan {
  /** The server's address: `http://127.0.0.1:8080`. */
  url: string
  connections: number
  durationMs: number
  /** Requests per second, at fixed times regardless of the answers; by default as many as are answered. */
  rate?: number
  /** The maximum number of requests. */
  count?: number
  /** The position in the list of requests to begin at. */
  from?: number
}

export interface LoadResult {
  /** Answers with the expected status. */
  answers: number
  /** All other answers, and broken connections. */
  failures: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

/** Generates load, in its own process on its own core. */
export interface LoadGenerator extends AsyncDisposable {
  /**
   * Sets the requests that are sent in rotation, each a whole HTTP/1.1 message, and the expected status.
   */
  prepare(requests: string[], status: number): Promise<void>
  run(plan: LoadPlan): Promise<LoadResult>
}

export async function startLoad(): Promise<LoadGenerator> {
  const child = fork(new URL('../load/client.ts', import.meta.url), { execArgv: [] })
  await once(child, 'spawn')
  await pinProcess(child.pid as number, loadCore)
  return {
    async prepare(requests, status) {
      await ask(child, { requests, status })
    },
    run: async (plan) => (await ask(child, { plan })) as LoadResult,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function ask(child: ChildProcess, message: object): Promise<unknown> {
  const gone = new AbortController()
  const answer = once(child, 'message', { signal: gone.signal })
  const onExit = () => gone.abort(new Error('the load generator ended'))
  child.once('exit', onExit)
  child.send(message)
  const [result] = await answer
  child.off('exit', onExit)
  return result
}

/** A request as it is sent over the connection. */
export function httpRequest(
  method: string,
  { host, path, headers = {}, body = '' }: RequestParts,
): string {
  const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${sent.join('')}${length}\r\n${body}`
}

interface RequestParts {
  host: string
  path: string
  headers?: Record<string, string>
  body?: string
}
