import type { Context } from 'hono'

/** Where the request came from, as the gateway vouches: it writes this header itself, whatever a client sent. */
export function clientAddress(c: Context): string {
  return c.req.header('x-forwarded-for') ?? 'unknown'
}
