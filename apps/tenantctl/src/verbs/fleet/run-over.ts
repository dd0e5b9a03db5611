import { z } from 'zod'
import { usageError } from '../../errors.ts'
import {
  concurrencyOption,
  countOfPlacements,
  type FleetPart,
  followRun,
  migrationOptions,
} from '../../fleet-part.ts'
import { parseFleetFilter } from '../../run/parse-fleet-filter.ts'
import { option, type Verb, verb } from '../../verb.ts'

const input = z.object({
  all: z.boolean().default(false),
  where: z.string().optional(),
  concurrency: countOfPlacements,
  canary: countOfPlacements,
  dryRun: z.boolean().optional(),
})

const options = [
  option('--all', 'the whole fleet'),
  option(
    '--where <filter>',
    'some tenants: model=schema,cluster=c1,status=active,version=… or tenant=thor+loki',
  ),
  concurrencyOption,
] as const

const texts = {
  migrations: {
    name: 'migrate',
    summary: 'Migrate the tables of all or some tenants to the current version',
    options: [...options, ...migrationOptions],
    help: 'Examples:\n  tenantctl migrate --all --canary 3\n  tenantctl migrate --where tenant=thor+loki --dry-run',
  },
  drift: {
    name: 'drift',
    summary: 'Compare tenants’ tables with their version and propose fixes',
    options,
    help: 'This changes nothing. Review the proposed SQL and run it yourself.',
  },
} as const

/** Starts a run over all tenants, or those that match a filter, and follows it to its end. */
export function runOver(part: FleetPart): Verb {
  return verb({
    ...texts[part],
    routes: [`POST /v1/${part}`],
    input,
    async run(tools, { all, where, ...options }) {
      if (all === (where !== undefined)) throw usageError('one of --all and --where is required')
      const body = { ...options, where: where === undefined ? {} : parseFleetFilter(where) }
      const begun = await tools.client.call(`POST /v1/${part}`, { body })
      await followRun(tools, part, begun.id)
    },
  })
}
