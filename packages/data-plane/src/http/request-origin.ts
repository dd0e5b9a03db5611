import type { Context } from 'hono'

/** Whether the client speaks TLS, as the gateway vouches: it writes this header itself. */
export function isSecure(c: Context): boolean {
  return c.req.header('x-forwarded-proto') === 'https'
}

/** The origin that the client asked, as the gateway vouches. */
export function requestOrigin(c: Context): string {
  return `${isSecure(c) ? 'https' : 'http'}://${c.req.header('x-forwarded-host') ?? ''}`
}
