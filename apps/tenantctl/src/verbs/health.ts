import type { Schemas } from '@mt/control-plane-api/client'
import { z } from 'zod'
import { type Columns, tableOf } from '../output/table.ts'
import { verb } from '../verb.ts'

const columns: Columns<Schemas['Health']['parts'][number]> = [
  ['part', ({ name }) => name],
  ['state', ({ state }) => state],
  ['ms', ({ ms }) => ms],
  ['detail', ({ detail }) => detail],
]

export const health = verb({
  name: 'health',
  summary: 'Show the health of the platform’s parts; exits with 1 if one is unavailable',
  routes: ['GET /v1/health'],
  input: z.object({}),
  async run({ client, out, failed }) {
    const answer = await client.call('GET /v1/health')
    const { parts, outbox, queue } = answer
    if (parts.some(({ state }) => state !== 'ok')) failed()
    out.result(answer, () => {
      const unpublished = `${outbox.waiting ?? 'an unknown number of'} changes wait to be published`
      const jobs = `${queue.due} jobs are due, ${queue.givenUp} have failed for good`
      return `${tableOf(columns, parts)}\n\n${unpublished}\n${jobs}`
    })
  },
})
