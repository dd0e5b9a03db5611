import { z } from 'zod'
import type { ApiKeyAnswer } from '../../api/answers.ts'
import { limitInput, listOptions, tellList } from '../../list-verb.ts'
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
  summary: 'The API keys; never the keys themselves',
  options: listOptions,
  routes: ['GET /v1/api-keys'],
  input: z.object(limitInput),
  run: (tools, { limit, ...query }) =>
    tellList(tools, 'GET /v1/api-keys', { limit, query, columns }),
})
