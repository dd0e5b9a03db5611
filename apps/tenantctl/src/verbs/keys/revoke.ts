import { z } from 'zod'
import { verb } from '../../verb.ts'

export const revokeKey = verb({
  name: 'keys revoke',
  summary: 'Revoke an API key',
  takes: '<key>',
  routes: ['DELETE /v1/api-keys/{id}'],
  input: z.object({ key: z.string() }),
  async run({ client, out }, { key }) {
    await client.call('DELETE /v1/api-keys/{id}', { path: { id: key } })
    out.result({ revoked: key }, () => `revoked API key ${key}`)
  },
})
