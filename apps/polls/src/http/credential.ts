import { bearerToken } from '@mt/shared/http/bearer'
import { unauthorized } from '@mt/shared/http/problem'
import type { Context } from 'hono'
import { requireSameOrigin, sessionToken } from './session-cookie.ts'

const safeMethods = new Set(['GET', 'HEAD'])

/**
 * The user's token: from the Authorization header, else from the cookie. A browser sends the cookie
 * automatically, whichever page caused the request, so a cookie is accepted for writes only from this
 * host's own pages. Throws a 401 without a token and a 403 for another origin.
 */
export function credentialOf(c: Context): string {
  const header = c.req.header('authorization')
  const token = header === undefined ? sessionToken(c) : bearerToken(header)
  if (token === undefined) {
    throw unauthorized('send Authorization: Bearer <token> from POST /login')
  }
  if (header === undefined && !safeMethods.has(c.req.method)) requireSameOrigin(c)
  return token
}
