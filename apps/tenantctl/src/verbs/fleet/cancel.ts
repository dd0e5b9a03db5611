import { z } from 'zod'
import { type FleetPart, runNames } from '../../fleet-part.ts'
import { runSheet } from '../../output/run-sheets.ts'
import { type Verb, verb } from '../../verb.ts'

/** Ends a run over the fleet early. */
export function cancelRun(part: FleetPart): Verb {
  return verb({
    name: `${part} cancel`,
    summary: `Cancel ${runNames[part].one}; finished placements stay as they are`,
    takes: '<run>',
    routes: [`POST /v1/${part}/{id}/cancel`],
    input: z.object({ run: z.string() }),
    async run({ client, out }, { run: id }) {
      const found = await client.call(`POST /v1/${part}/{id}/cancel`, { path: { id } })
      out.result(found, () => runSheet(found))
    },
  })
}
