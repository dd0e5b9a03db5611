import { forbidden } from '@mt/shared/http/problem'
import type { Context as RequestContext } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sessionLifeMs } from '../../sessions/session.entity.ts'

export interface ConsoleConfig {
  /** The console's origin in operators' browsers. Without it any host over plain HTTP is accepted. */
  origin: string | undefined
}

/**
 * Sets the console's cookie: invisible to scripts, for this host only (over TLS, browsers enforce that
 * because of `__Host-`), and not sent with requests from other sites. To a browser, other ports of this
 * host are the same *site*, which is why writes also check the origin.
 */
export function setSessionCookie(c: RequestContext, config: ConsoleConfig, token: string): void {
  const options = { ...cookieOptions(config), maxAge: sessionLifeMs / 1_000 }
  setCookie(c, cookieName(config), token, options)
}

export function clearSessionCookie(c: RequestContext, config: ConsoleConfig): void {
  deleteCookie(c, cookieName(config), cookieOptions(config))
}

/** The session token in the request's cookie, if there is one. */
export function sessionToken(c: RequestContext, config: ConsoleConfig): string | undefined {
  return getCookie(c, cookieName(config))
}

/** Throws a 403 unless the request comes from this console's own pages. */
export function requireOwnOrigin(c: RequestContext, { origin }: ConsoleConfig): void {
  const own = origin ?? `http://${c.req.header('host') ?? ''}`
  if (c.req.header('origin') === own) return
  throw forbidden(
    'changes with the console’s cookie must come from its own pages (Origin header); behind a proxy, set CONSOLE_ORIGIN',
  )
}

function cookieOptions(config: ConsoleConfig) {
  return { path: '/', httpOnly: true, sameSite: 'Strict', secure: isSecure(config) } as const
}

function cookieName(config: ConsoleConfig): string {
  return isSecure(config) ? '__Host-console' : 'console'
}

function isSecure({ origin }: ConsoleConfig): boolean {
  return origin?.startsWith('https:') ?? false
}
