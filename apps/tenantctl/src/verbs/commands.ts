import { z } from 'zod'
import type { CommandAnswer } from '../api/answers.ts'
import { type Columns, tableOf } from '../output/table.ts'
import { verb } from '../verb.ts'

const columns: Columns<CommandAnswer> = [
  ['command', ({ name }) => name],
  ['summary', ({ summary }) => summary],
]

export const commands = verb({
  name: 'commands',
  summary: 'List the commands that run in tenants (see "tenantctl run")',
  routes: ['GET /v1/commands'],
  input: z.object({}),
  async run({ client, out }) {
    const all = await client.call('GET /v1/commands')
    out.result(all, () => tableOf(columns, all.results))
  },
})
