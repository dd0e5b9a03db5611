import { getConnInfo } from '@hono/node-server/conninfo'
import { bearerToken } from '@mt/shared/http/bearer'
import { forbidden, unauthorized } from '@mt/shared/http/problem'
import { createMiddleware } from 'hono/factory'
import type { Orm } from '../database/open-orm.ts'
import type { AppEnv } from '../http/router.ts'
import { findApiKey } from './find-api-key.ts'
import type { Scope } from './scopes.ts'

/** Lets a request through whose API key has the scope, and notes who it is. 401 without a key, 403 without the scope. */
export function requireScope(orm: Orm, scope: Scope) {
  return createMiddleware<AppEnv>(async function apiKey(c, next) {
    const sent = bearerToken(c.req.header('authorization'))
    if (sent === undefined) throw unauthorized('send an API key as Authorization: Bearer')
    const key = await findApiKey(orm, sent)
    if (!key) throw unauthorized('the API key is unknown or revoked')
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      throw forbidden(`the API key "${key.name}" lacks the scope "${scope}"`)
    }
    c.set('actor', { name: key.name, address: getConnInfo(c).remote.address ?? null })
    await next()
  })
}
