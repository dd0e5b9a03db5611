import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { loadCore, pinProcess } from './cores.ts'

export interface LoadPlan {
  /** Where to send it: `http://127.0.0.1:8080`. */
  url: string
  connections: number
  durationMs: number
  /** Requests a second, at fixed times whatever the answers do; without it as many as are answered. */
  rate?: number
  /** How many to send at most. */
  count?: number
  /** Where in the list of requests to begin. */
  from?: number
}

export interface LoadResult {
  /** Answers that had the expected status. */
  answers: number
  /** All others, and connections that broke. */
  failures: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

/** What sends load, in a process of its own on a core of its own. */
export interface LoadGenerator extends AsyncDisposable {
  /** Sets the requests that are sent in turn, each a whole HTTP/1.1 message, and the status that they expect. */
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

/** A request as it goes over the wire. */
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
