import { familyCpuSeconds } from './cpu-time.ts'
import type { LoadGenerator, LoadPlan } from './load.ts'
import { median } from './rounds.ts'

/** One that is measured beside others: the requests that it gets, and the processes that work on them. */
export interface Contestant {
  name: string
  url: string
  requests: string[]
  status: number
  /** By what they are: `gateway`, `polls`, `postgres`. Each with its children. */
  processes: Record<string, number>
  /** Every request is sent once: where the last round ended, the next begins. */
  once?: boolean
  /** So many requests go before each round: what has an age would have aged while the others had their turn. */
  leadIn?: number
}

export interface Outcome {
  name: string
  /** Answers a second by the clock: medians of the rounds. */
  perSecond: number
  /** Processor milliseconds for each answer, by process. */
  cpuMs: Record<string, number>
  cpuMsTotal: number
  p50Ms: number
  p99Ms: number
  /** The fastest round through the slowest. */
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

/** Runs contestants in turn, round after round, so that a slow moment of the machine hits all of them. */
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
