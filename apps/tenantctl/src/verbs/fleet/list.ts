import { z } from 'zod'
import { type FleetPart, runNames } from '../../fleet-part.ts'
import { limitInput, listOptions, printList } from '../../list-verb.ts'
import { runColumns } from '../../output/run-sheets.ts'
import { type Verb, verb } from '../../verb.ts'

/** Lists runs over the fleet. */
export function listRuns(part: FleetPart): Verb {
  return verb({
    name: `${part} list`,
    summary: `List ${runNames[part].many}, newest first`,
    options: listOptions,
    routes: [`GET /v1/${part}`],
    input: z.object(limitInput),
    run: (tools, { limit, ...query }) =>
      printList(tools, `GET /v1/${part}`, { limit, query, columns: runColumns }),
  })
}
