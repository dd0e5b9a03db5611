import { z } from 'zod'
import { allRuns, type FleetPart } from '../../fleet-part.ts'
import { limitInput, listOptions, tellList } from '../../list-verb.ts'
import { runColumns } from '../../output/run-sheets.ts'
import { type Verb, verb } from '../../verb.ts'

/** Lists runs over the fleet. */
export function listRuns(part: FleetPart): Verb {
  return verb({
    name: `${part} list`,
    summary: `${allRuns[part]}, newest first`,
    options: listOptions,
    routes: [`GET /v1/${part}`],
    input: z.object(limitInput),
    run: (tools, { limit, ...query }) =>
      tellList(tools, `GET /v1/${part}`, { limit, query, columns: runColumns }),
  })
}
