import { z } from 'zod'
import { usageError } from '../../errors.ts'
import {
  concurrencyOption,
  countOfPlaces,
  type FleetPart,
  followRun,
  migrationOptions,
} from '../../fleet-part.ts'
import { parseFleetFilter } from '../../run/parse-fleet-filter.ts'
import { option, type Verb, verb } from '../../verb.ts'

const input = z.object({
  all: z.boolean().default(false),
  where: z.string().optional(),
  concurrency: countOfPlaces,
  canary: countOfPlaces,
  dryRun: z.boolean().optional(),
})

const options = [
  option('--all', 'the whole fleet'),
  option('--where <filter>', 'model=schema,cluster=c1,status=active,version=… or tenant=thor+loki'),
  concurrencyOption,
] as const

const said = {
  migrations: {
    name: 'migrate',
    summary: 'Bring the tables of all tenants, or of some, up to date, and name what fails',
    options: [...options, ...migrationOptions],
    help: 'tenantctl migrate --all --canary 3\ntenantctl migrate --where tenant=thor+loki --dry-run',
  },
  drift: {
    name: 'drift',
    summary: 'Compare the tables that tenants have with those of their version, and propose fixes',
    options,
    help: 'Nothing is changed: the SQL that it tells is for a person to read and run.',
  },
} as const

/** What is said most: all tenants, or those that a filter names, from the beginning to the end. */
export function runOver(part: FleetPart): Verb {
  return verb({
    ...said[part],
    routes: [`POST /v1/${part}`],
    input,
    async run(tools, { all, where, ...wish }) {
      if (all === (where !== undefined)) throw usageError('give either --all or --where')
      const body = { ...wish, where: where === undefined ? {} : parseFleetFilter(where) }
      const begun = await tools.client.call(`POST /v1/${part}`, { body })
      await followRun(tools, part, begun.id)
    },
  })
}
