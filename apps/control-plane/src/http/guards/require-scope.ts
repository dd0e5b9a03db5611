import { getConnInfo } from '@hono/node-server/conninfo'
import { bearerToken } from '@mt/shared/http/bearer'
import { forbidden, unauthorized } from '@mt/shared/http/problem'
import type { Context as RequestContext } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { ApiKey } from '../../api-keys/api-key.entity.ts'
import { findApiKey } from '../../api-keys/find-api-key.ts'
import type { KeyUses } from '../../api-keys/key-uses.ts'
import type { Scope } from '../../api-keys/scopes.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { findSession } from '../../sessions/find-session.ts'
import type { AppEnv } from './router.ts'
import { type ConsoleConfig, requireOwnOrigin, sessionToken } from './session-cookie.ts'

/** The parts that authenticate a request. */
export interface ScopeParts extends WithOrm {
  config: { console: ConsoleConfig }
  keyUses: KeyUses
}

const safeMethods = new Set(['GET', 'HEAD'])

/**
 * Lets a request through if its API key has the scope, and sets `actor`. The key is in the request, or
 * is the one that its session was created with. 401 without a key, 403 without the scope.
 */
export function requireScope(context: ScopeParts, scope: Scope) {
  return createMiddleware<AppEnv>(async function apiKey(c, next) {
    const key = await keyOf(context, c)
    try {
      if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
        throw forbidden(`the API key "${key.name}" lacks the scope "${scope}"`)
      }
      c.set('actor', { name: key.name, address: getConnInfo(c).remote.address ?? null })
      await next()
    } finally {
      context.keyUses.note(key)
    }
  })
}

/** The session is ignored if the request has a key, so that a cookie never makes up for a wrong key. */
async function keyOf(context: ScopeParts, c: RequestContext): Promise<ApiKey> {
  const header = c.req.header('authorization')
  if (header === undefined) return keyOfSession(context, c)
  const sent = bearerToken(header)
  const key = sent === undefined ? null : await findApiKey(context.orm, sent)
  if (!key) throw unauthorized('the API key is unknown or revoked')
  return key
}

/** A browser also sends the cookie with requests that other sites cause, so changes must come from the console's origin. */
async function keyOfSession({ orm, config }: ScopeParts, c: RequestContext): Promise<ApiKey> {
  const token = sessionToken(c, config.console)
  if (token === undefined) throw unauthorized('send an API key as Authorization: Bearer')
  if (!safeMethods.has(c.req.method)) requireOwnOrigin(c, config.console)
  const session = await findSession(orm, token)
  if (!session) throw unauthorized('the session has ended; sign in again')
  return session.key
}
