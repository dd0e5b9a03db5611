import { z } from '@hono/zod-openapi'

/** Text that the database can hold: PostgreSQL knows no NUL character. */
export function text() {
  return z.string().refine((value) => !value.includes('\0'), 'must not contain a NUL character')
}
