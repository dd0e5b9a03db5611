import type { Context } from 'hono'

/** Whether the client uses TLS. The gateway sets this header itself. */
export function isSecure(c: Context): boolean {
  return c.req.header('x-forwarded-proto') === 'https'
}

/** The origin to which the client sent its request, as the gateway reports it. */
export function requestOrigin(c: Context): string {
  return `${isSecure(c) ? 'https' : 'http'}://${c.req.header('x-forwarded-host') ?? ''}`
}
