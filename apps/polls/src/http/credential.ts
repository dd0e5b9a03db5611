import { bearerToken } from '@mt/shared/http/bearer'
import { unauthorized } from '@mt/shared/http/problem'
import type { Context } from 'hono'
import { requireSameOrigin, sessionToken } from './session-cookie.ts'

const safeMethods = new Set(['GET', 'HEAD'])

/**
 * The user's token: from the Authorization header, else from the cookie. A browser sends the cookie by
 * itself, whoever made it ask: so what changes something by cookie has to come from this host's own
 * pages. Throws a 401 without a token and a 403 from another origin.
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
