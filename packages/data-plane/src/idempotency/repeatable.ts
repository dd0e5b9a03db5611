import { z } from '@hono/zod-openapi'

const maxKeyLength = 255

/** The part of a route's `request` that says that it may be sent again: see Idempotency. */
export const repeatable = {
  headers: z.object({
    'idempotency-key': z
      .string()
      .min(1, 'must not be empty')
      .max(maxKeyLength, `must have at most ${maxKeyLength} characters`)
      .optional()
      .openapi({
        description:
          'A text that no other request has. Sent again with it within a day, the request is not done again: it gets the first answer, with `Idempotency-Replayed: true`. With another body it is refused (422 `idempotency_key_reused`). A request that was refused is not remembered.',
      }),
  }),
}
