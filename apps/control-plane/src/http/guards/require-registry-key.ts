import { bearerToken } from '@mt/shared/http/bearer'
import { unauthorized } from '@mt/shared/http/problem'
import { createMiddleware } from 'hono/factory'
import { isSameKey } from '../../api-keys/hash-key.ts'

/** Lets only readers of the registry through: those with REGISTRY_API_KEY. */
export function requireRegistryKey(expected: string) {
  return createMiddleware(async function registryKey(c, next) {
    const key = bearerToken(c.req.header('authorization'))
    if (key === undefined || !isSameKey(key, expected)) {
      throw unauthorized('send the registry key as Authorization: Bearer')
    }
    await next()
  })
}
