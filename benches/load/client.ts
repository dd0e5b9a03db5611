import type { LoadPlan, LoadResult } from '../harness/load.ts'
import { type Connection, openConnection } from './connection.ts'

/**
 * The load generator's process: receives requests, then plans, and answers each plan with its measurements.
 */
interface Message {
  requests?: string[]
  status?: number
  plan?: LoadPlan
}

let requests: Buffer[] = []
let expected = 200

process.on('message', async ({ requests: texts, status, plan }: Message) => {
  if (texts) requests = texts.map((text) => Buffer.from(text))
  if (status) expected = status
  process.send?.(plan ? await run(plan) : {})
})

async function run(plan: LoadPlan): Promise<LoadResult> {
  const times: number[] = []
  let failures = 0
  // Time starts when all connections are open: a delay while one is opened says nothing about answers.
  const opening = Array.from({ length: plan.connections }, () => openConnection(new URL(plan.url)))
  const connections = await Promise.all(opening)
  let next = plan.from ?? 0
  const last = next + (plan.count ?? Number.POSITIVE_INFINITY)
  const beginMs = performance.now()
  const endMs = beginMs + plan.durationMs
  const pace = plan.rate === undefined ? undefined : 1_000 / plan.rate
  let planned = 0

  /**
   * At a fixed rate, latency counts from when a request was due, not from when a connection was free for
   * it.
   */
  const dueMs = () => (pace === undefined ? performance.now() : beginMs + planned++ * pace)

  async function work(connection: Connection): Promise<void> {
    for (;;) {
      const due = dueMs()
      if (due >= endMs || performance.now() >= endMs || next >= last) break
      if (pace !== undefined) await until(due)
      const request = requests[next++ % requests.length] as Buffer
      const status = await connection.exchange(request)
      if (status === expected) times.push(performance.now() - due)
      else failures += 1
      if (status === 0) break
    }
    connection.close()
  }

  await Promise.all(connections.map(work))
  const seconds = (performance.now() - beginMs) / 1_000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { answers: times.length, failures, seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** Timers are accurate to a millisecond only, so the last of it is spent in a busy loop. */
async function until(dueMs: number): Promise<void> {
  for (;;) {
    const leftMs = dueMs - performance.now()
    if (leftMs <= 0) return
    await new Promise<void>((resolve) =>
      leftMs > 2 ? setTimeout(resolve, leftMs - 2) : setImmediate(resolve),
    )
  }
}
