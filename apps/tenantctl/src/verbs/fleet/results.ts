import { z } from 'zod'
import { listUpTo } from '../../api/list-all.ts'
import { type FleetPart, runNames } from '../../fleet-part.ts'
import { limitInput, listOptions } from '../../list-verb.ts'
import { differencesText, resultColumns } from '../../output/run-sheets.ts'
import { tableOf } from '../../output/table.ts'
import { option, type Verb, verb } from '../../verb.ts'

/** Lists a run's result in each tenant. */
export function runResults(part: FleetPart): Verb {
  return verb({
    name: `${part} results`,
    summary: `List the results of ${runNames[part].one} by tenant`,
    takes: '<run>',
    options: [
      option('--state <state>', 'only this state: pending, succeeded, drifted, failed or skipped'),
      ...listOptions,
    ],
    routes: [`GET /v1/${part}/{id}/results`],
    input: z.object({ run: z.string(), state: z.string().optional(), ...limitInput }),
    async run({ client, out }, { run: id, limit, ...query }) {
      const request = { limit, query, path: { id } }
      const page = await listUpTo(client, `GET /v1/${part}/{id}/results`, request)
      const differing = page.results.map(differencesText).filter((text) => text !== '')
      out.result(page, () => [tableOf(resultColumns, page.results), ...differing].join('\n\n'))
      if (page.next) out.note(`more results: --cursor ${page.next}`)
    },
  })
}
