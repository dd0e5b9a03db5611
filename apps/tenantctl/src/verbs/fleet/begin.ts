import { z } from 'zod'
import {
  aRun,
  concurrencyOption,
  countOfPlaces,
  type FleetPart,
  followRun,
  migrationOptions,
} from '../../fleet-part.ts'
import { runSheet } from '../../output/run-sheets.ts'
import { option, type Verb, verb } from '../../verb.ts'

const input = z.object({
  tenants: z.string().optional(),
  isolation: z.string().optional(),
  cluster: z.string().optional(),
  status: z.string().optional(),
  schemaVersion: z.string().optional(),
  concurrency: countOfPlaces,
  canary: countOfPlaces,
  dryRun: z.boolean().optional(),
  wait: z.boolean(),
})

const whereOptions = [
  option('--tenants <slugs>', 'these alone: thor,potter'),
  option('--isolation <model>', 'shared, schema, database or dedicated'),
  option('--cluster <cluster>', 'on this cluster'),
  option('--status <status>', 'active, suspended, archived or deleted'),
  option('--schema-version <version>', 'whose tables have this version'),
  concurrencyOption,
] as const

/** Begins a run over the fleet. */
export function beginRun(part: FleetPart): Verb {
  return verb({
    name: `${part} start`,
    summary: `Begin ${aRun[part]}, or of some tenants`,
    options: [
      ...whereOptions,
      ...(part === 'migrations' ? migrationOptions : []),
      option('--wait', 'wait until it has ended (the default)').default(true),
      option('--no-wait', 'tell the run and go'),
    ],
    routes: [`POST /v1/${part}`],
    input,
    async run(tools, { wait, tenants, concurrency, canary, dryRun, ...rest }) {
      const where = { ...rest, ...(tenants === undefined ? {} : { tenants: tenants.split(',') }) }
      const body = { where, concurrency, canary, dryRun }
      const begun = await tools.client.call(`POST /v1/${part}`, { body })
      if (wait) return followRun(tools, part, begun.id)
      tools.out.result(begun, () => runSheet(begun))
    },
  })
}
