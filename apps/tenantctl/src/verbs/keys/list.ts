import { z } from 'zod'
import type { ApiKeyAnswer } from '../../api/answers.ts'
import { limitInput, listOptions, printList } from '../../list-verb.ts'
import type { Columns } from '../../output/table.ts'
import { verb } from '../../verb.ts'

const columns: Columns<ApiKeyAnswer> = [
  ['name', ({ name }) => name],
  ['scopes', ({ scopes }) => scopes.join(' ')],
  ['made', ({ createdAt }) => createdAt],
  ['last used', ({ lastUsedAt }) => lastUsedAt],
  ['revoked', ({ revokedAt }) => revokedAt],
]

export const listKeys = verb({
  name: 'keys list',
  summary: 'List API keys, without their secrets',
  options: listOptions,
  routes: ['GET /v1/api-keys'],
  input: z.object(limitInput),
  run: (tools, { limit, ...query }) =>
    printList(tools, 'GET /v1/api-keys', { limit, query, columns }),
})
