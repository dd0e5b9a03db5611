import { type Registry, RegistryUnavailable } from '@mt/shared/registry/registry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from './gateway-env.ts'
import { registryUnavailable, unknownHost } from './problems.ts'

/** Looks up whose host it is. 404 where the registry does not know it, 503 where no source can tell. */
export function resolveTenant(registry: Pick<Registry, 'lookup'>) {
  return createMiddleware<GatewayEnv>(async function resolveTenant(c, next) {
    const found = registry.lookup(c.get('host'))
    const entry = found instanceof Promise ? await found.catch(refuse) : found
    if (!entry) throw unknownHost()
    c.set('entry', entry)
    c.env.exchange.tenant = entry.slug
    await next()
  })
}

function refuse(error: unknown): never {
  throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
}
