import { forbidden } from '@mt/shared/http/problem'
import type { Context as RequestContext } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sessionLifeMs } from '../../sessions/session.entity.ts'

export interface ConsoleConfig {
  /** Where operators' browsers reach this service; without it, over plain HTTP wherever they ask. */
  origin: string | undefined
}

/**
 * The console's cookie: unseen by scripts, of this host alone (`__Host-` over TLS makes browsers hold to
 * it), and not sent where another site leads here. Other ports of this host are the same *site* to a
 * browser, which is why writes ask for the origin too.
 */
export function setSessionCookie(c: RequestContext, config: ConsoleConfig, token: string): void {
  const options = { ...cookieOptions(config), maxAge: sessionLifeMs / 1_000 }
  setCookie(c, cookieName(config), token, options)
}

export function clearSessionCookie(c: RequestContext, config: ConsoleConfig): void {
  deleteCookie(c, cookieName(config), cookieOptions(config))
}

/** What the request's cookie holds, if it bears one. */
export function sessionToken(c: RequestContext, config: ConsoleConfig): string | undefined {
  return getCookie(c, cookieName(config))
}

/** Throws a 403 unless the request comes from this console's own pages. */
export function requireOwnOrigin(c: RequestContext, { origin }: ConsoleConfig): void {
  const own = origin ?? `http://${c.req.header('host') ?? ''}`
  if (c.req.header('origin') === own) return
  throw forbidden(
    'what the console’s cookie changes has to come from its own pages (Origin); behind a proxy, set CONSOLE_ORIGIN',
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
