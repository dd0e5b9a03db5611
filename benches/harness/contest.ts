import { familyCpuSeconds } from './cpu-time.ts'
import type { LoadGenerator, LoadPlan } from './load.ts'
import { median } from './rounds.ts'

/** A contestant: its requests, and the processes that work on them. */
export interface Contestant {
  name: string
  url: string
  requests: string[]
  status: number
  /** By their role: `gateway`, `polls`, `postgres`. Each with its children. */
  processes: Record<string, number>
  /** Whether every request is sent only once: each round then continues where the last one ended. */
  once?: boolean
  /**
   * How many requests are sent before each round: things with an age would have aged while the others ran.
   */
  leadIn?: number
}

export interface Outcome {
  name: string
  /** Answers per second by the clock: the median of the rounds. */
  perSecond: number
  /** CPU milliseconds per answer, by process. */
  cpuMs: Record<string, number>
  cpuMsTotal: number
  p50Ms: number
  p99Ms: number
  /** The fastest round divided by the slowest. */
  spread: number
  failures: number
}

export interface ContestOptions {
  rounds: number
  roundMs: number
  warmUpMs: number
  connections: number
}

const maxLeadInMs = 5_000

interface Round {
  perSecond: number
  cpuMs: Record<string, number>
  p50Ms: number
  p99Ms: number
  failures: number
}

/**
 * Runs the contestants alternately, round after round, so that a slow moment of the machine hits all of
 * them.
 */
export async function contest(
  load: LoadGenerator,
  contestants: Contestant[],
  options: ContestOptions,
): Promise<Map<string, Outcome>> {
  const rounds = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]))
  const sent = new Map<string, number>()
  for (let round = -1; round < options.rounds; round++) {
    for (const contestant of contestants) {
      await load.prepare(contestant.requests, contestant.status)
      const from = sent.get(contestant.name) ?? 0
      const durationMs = round < 0 ? options.warmUpMs : options.roundMs
      const plan = { url: contestant.url, connections: options.connections, durationMs, from }
      if (contestant.leadIn) {
        await load.run({ ...plan, durationMs: maxLeadInMs, count: contestant.leadIn })
      }
      const { result, answers } = await runRound(load, contestant, plan)
      if (contestant.once) sent.set(contestant.name, from + answers + options.connections)
      if (round >= 0) rounds.get(contestant.name)?.push(result)
    }
  }
  return new Map([...rounds].map(([name, results]) => [name, outcomeOf(name, results)]))
}

async function runRound(load: LoadGenerator, { processes }: Contestant, plan: LoadPlan) {
  const names = Object.keys(processes)
  const readCpu = () => Promise.all(Object.values(processes).map(familyCpuSeconds))
  const before = await readCpu()
  const { answers, failures, seconds, p50Ms, p99Ms } = await load.run(plan)
  const after = await readCpu()
  const cpuMs = Object.fromEntries(
    names.map((name, i) => [name, (((after[i] ?? 0) - (before[i] ?? 0)) * 1_000) / answers]),
  )
  return { answers, result: { perSecond: answers / seconds, cpuMs, p50Ms, p99Ms, failures } }
}

function outcomeOf(name: string, rounds: Round[]): Outcome {
  const speeds = rounds.map(({ perSecond }) => perSecond)
  const names = Object.keys(rounds[0]?.cpuMs ?? {})
  const cpuMs = Object.fromEntries(
    names.map((process) => [process, median(rounds.map((round) => round.cpuMs[process] ?? 0))]),
  )
  return {
    name,
    perSecond: median(speeds),
    cpuMs,
    cpuMsTotal: Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    spread: Math.max(...speeds) / Math.min(...speeds),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
  }
}
