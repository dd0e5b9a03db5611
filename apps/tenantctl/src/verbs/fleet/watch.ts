import { z } from 'zod'
import { type FleetPart, followRun, runNames } from '../../fleet-part.ts'
import { type Verb, verb } from '../../verb.ts'

/** Follows a run over the fleet. */
export function watchRun(part: FleetPart): Verb {
  return verb({
    name: `${part} watch`,
    summary: `Follow ${runNames[part].one} until it ends`,
    takes: '<run>',
    routes: [`GET /v1/${part}/{id}/events`],
    input: z.object({ run: z.string() }),
    run: (tools, { run: id }) => followRun(tools, part, id),
  })
}
