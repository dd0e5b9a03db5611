import { z } from 'zod'
import { option, verb } from '../../verb.ts'

export const createKey = verb({
  name: 'keys create',
  summary: 'Create an API key, which is shown only once',
  takes: '<name>',
  options: [
    option(
      '--scopes <scopes>',
      'comma-separated scopes out of read, onboard, operate and admin',
    ).makeOptionMandatory(),
  ],
  routes: ['POST /v1/api-keys'],
  help: 'Only the key is written to standard output:\n  umask 077; tenantctl keys create ci --scopes read > ci.key',
  input: z.object({ name: z.string(), scopes: z.string() }),
  async run({ client, out }, { name, scopes }) {
    const body = { name, scopes: scopes.split(',').map((scope) => scope.trim()) }
    const made = await client.call('POST /v1/api-keys', { body })
    out.result(made, () => made.key ?? '')
    out.note(`created API key ${name}; it cannot be shown again`)
  },
})
