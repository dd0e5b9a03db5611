import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type BenchOptions, type BenchResult, report, table } from './harness/report.ts'

interface Bench {
  shows: string
  load: () => Promise<(options: BenchOptions) => Promise<BenchResult>>
}

/** Each bench by name, with a summary; it is imported when it runs. */
const benches: Record<string, Bench> = {
  fleet: {
    shows: 'a thousand tenants onboarded and migrated, through crashes; drift found',
    load: async () => (await import('./fleet.ts')).benchFleet,
  },
  gateway: {
    shows: 'the gateway with everything on beside nginx, haproxy, caddy and reply-from',
    load: async () => (await import('./gateway.ts')).benchGateway,
  },
  polls: {
    shows: 'one poll, a list, a vote through the gateway, beside a bare server without tenants',
    load: async () => (await import('./polls.ts')).benchPolls,
  },
  onboard: {
    shows: 'how long an operator waits for a tenant in each model',
    load: async () => (await import('./onboard.ts')).benchOnboard,
  },
  memory: {
    shows: 'what a polls process holds that serves a thousand schemas and two hundred databases',
    load: async () => (await import('./memory.ts')).benchMemory,
  },
  models: {
    shows: 'the models side by side: launch, memory, disk, speed, walls; idle dedicated tenants',
    load: async () => (await import('./models.ts')).benchModels,
  },
  votes: {
    shows: 'a poll with a million votes answers like one with ten',
    load: async () => (await import('./votes.ts')).benchVotes,
  },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, long: { type: 'boolean', default: false } },
})
const [name = ''] = positionals
const bench = benches[name]

if (!bench) {
  for (const [known, { shows }] of Object.entries(benches))
    console.log(`${known.padEnd(10)} ${shows}`)
  process.exitCode = name === '' ? 0 : 2
} else {
  const run = await bench.load()
  const { text, ...measured } = await run({ long: values.long })
  const result = report(name, measured)
  if (text) console.log(`${text}\n`)
  console.log(table(result.figures))
  if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`)
}
