import { z } from '@hono/zod-openapi'

const maxKeyLength = 255

/** The part of a route's `request` that lets it be sent again: see Idempotency. */
export const repeatable = {
  headers: z.object({
    'idempotency-key': z
      .string()
      .min(1, 'must not be empty')
      .max(maxKeyLength, `must have at most ${maxKeyLength} characters`)
      .optional()
      .openapi({
        description:
          'A text that is unique to this request. If the request is sent again with the same key within a day, it is not carried out again: the answer is the first one, with `Idempotency-Replayed: true`. The same key with another body is refused (422 `idempotency_key_reused`). Refused requests are not remembered.',
      }),
  }),
}
