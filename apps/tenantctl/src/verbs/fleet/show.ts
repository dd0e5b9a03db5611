import { z } from 'zod'
import { type FleetPart, runNames } from '../../fleet-part.ts'
import { runSheet } from '../../output/run-sheets.ts'
import { type Verb, verb } from '../../verb.ts'

/** Shows a run over the fleet. */
export function showRun(part: FleetPart): Verb {
  return verb({
    name: `${part} show`,
    summary: `Show ${runNames[part].one} and its progress`,
    takes: '<run>',
    routes: [`GET /v1/${part}/{id}`],
    input: z.object({ run: z.string() }),
    async run({ client, out }, { run: id }) {
      const found = await client.call(`GET /v1/${part}/{id}`, { path: { id } })
      out.result(found, () => runSheet(found))
    },
  })
}
