import { isSecure, requestOrigin } from '@mt/data-plane/http/request-origin'
import { forbidden } from '@mt/shared/http/problem'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { tokenLifeMs } from '../users/token.ts'

/**
 * The cookie of pages: of this host alone (no Domain, and `__Host-` over TLS makes browsers hold to it),
 * unseen by scripts, not sent from other sites. Tenants of one base domain are the same *site* to a
 * browser, which is why SameSite is not enough and writes ask for the origin too.
 */
function cookieOptions(c: Context) {
  const secure = isSecure(c)
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const
}

export function setSessionCookie(c: Context, token: string): void {
  setCookie(c, cookieName(c), token, { ...cookieOptions(c), maxAge: tokenLifeMs / 1000 })
}

export function clearSessionCookie(c: Context): void {
  deleteCookie(c, cookieName(c), cookieOptions(c))
}

/** The token in the cookie, if the request bears one. */
export function sessionToken(c: Context): string | undefined {
  return getCookie(c, cookieName(c))
}

/** Throws a 403 unless the request's Origin is exactly the host that it asks. */
export function requireSameOrigin(c: Context): void {
  if (c.req.header('origin') !== requestOrigin(c)) {
    throw forbidden('a request with a cookie has to come from this host’s own pages (Origin)')
  }
}

function cookieName(c: Context): string {
  return isSecure(c) ? '__Host-session' : 'session'
}
