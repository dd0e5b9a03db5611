import { isSecure, requestOrigin } from '@mt/data-plane/http/request-origin'
import { forbidden } from '@mt/shared/http/problem'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { tokenLifeMs } from '../users/token.ts'

/**
 * The cookie of the pages: for this host alone (no Domain; over TLS `__Host-` makes browsers enforce that),
 * hidden from scripts, not sent from other sites. Tenants of one base domain are the same *site* to a
 * browser, so SameSite is not enough and writes also check the origin.
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

/** The token in the cookie, if the request has one. */
export function sessionToken(c: Context): string | undefined {
  return getCookie(c, cookieName(c))
}

/** Throws a 403 unless the request's Origin is exactly its own host. */
export function requireSameOrigin(c: Context): void {
  if (c.req.header('origin') !== requestOrigin(c)) {
    throw forbidden('a request with a cookie must come from this host’s own pages (Origin)')
  }
}

function cookieName(c: Context): string {
  return isSecure(c) ? '__Host-session' : 'session'
}
