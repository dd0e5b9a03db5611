import { z } from 'zod'
import { option, verb } from '../../verb.ts'

export const createKey = verb({
  name: 'keys create',
  summary: 'Make an API key; it is told this once',
  takes: '<name>',
  options: [
    option(
      '--scopes <scopes>',
      'of read, onboard, operate, admin: read,operate',
    ).makeOptionMandatory(),
  ],
  routes: ['POST /v1/api-keys'],
  help: 'The key alone goes to standard output: umask 077; tenantctl keys create ci --scopes read > ci.key',
  input: z.object({ name: z.string(), scopes: z.string() }),
  async run({ client, out }, { name, scopes }) {
    const body = { name, scopes: scopes.split(',').map((scope) => scope.trim()) }
    const made = await client.call('POST /v1/api-keys', { body })
    out.result(made, () => made.key ?? '')
    out.note(`this is the key ${name}; nobody can tell it again`)
  },
})
