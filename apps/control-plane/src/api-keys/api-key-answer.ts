import { z } from '@hono/zod-openapi'
import type { ApiKey } from './api-key.entity.ts'
import { scopes } from './scopes.ts'

export const newApiKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(scopes)).min(1, 'must name at least one scope'),
  })
  .openapi('NewApiKey')

export const apiKeyAnswerSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable().openapi({ description: 'Accurate to the minute' }),
    revokedAt: z.iso.datetime().nullable(),
  })
  .openapi('ApiKey')

export const madeApiKeySchema = apiKeyAnswerSchema
  .extend({
    key: z.string().nullable().openapi({
      description: 'The key itself, in this answer only; null if the request is repeated',
    }),
  })
  .openapi('MadeApiKey')

export type NewApiKey = z.infer<typeof newApiKeySchema>

/** An API key as the API returns it: without the key itself and its hash. */
export function answerApiKey(key: ApiKey): z.infer<typeof apiKeyAnswerSchema> {
  const { id, name, scopes: granted, createdAt, lastUsedAt, revokedAt } = key
  return {
    ...{ id, name, scopes: granted, createdAt: createdAt.toISOString() },
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
  }
}
