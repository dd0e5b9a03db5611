import { z } from 'zod'
import {
  concurrencyOption,
  countOfPlacements,
  type FleetPart,
  followRun,
  migrationOptions,
  runNames,
} from '../../fleet-part.ts'
import { runSheet } from '../../output/run-sheets.ts'
import { option, type Verb, verb } from '../../verb.ts'

const input = z.object({
  tenants: z.string().optional(),
  isolation: z.string().optional(),
  cluster: z.string().optional(),
  status: z.string().optional(),
  schemaVersion: z.string().optional(),
  concurrency: countOfPlacements,
  canary: countOfPlacements,
  dryRun: z.boolean().optional(),
  wait: z.boolean(),
})

const whereOptions = [
  option('--tenants <slugs>', 'only these tenants: thor,potter'),
  option(
    '--isolation <model>',
    'only tenants with this isolation model: shared, schema, database or dedicated',
  ),
  option('--cluster <cluster>', 'only tenants on this cluster'),
  option(
    '--status <status>',
    'only tenants with this status: active, suspended, archived or deleted',
  ),
  option('--schema-version <version>', 'only tenants whose tables have this version'),
  concurrencyOption,
] as const

/** Starts a run over the fleet. */
export function beginRun(part: FleetPart): Verb {
  return verb({
    name: `${part} start`,
    summary: `Start ${runNames[part].one} of the whole fleet or of some tenants`,
    options: [
      ...whereOptions,
      ...(part === 'migrations' ? migrationOptions : []),
      option('--wait', 'wait until the run ends').default(true),
      option('--no-wait', 'print the run and exit'),
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
