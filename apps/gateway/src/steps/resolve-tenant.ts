import { type Registry, RegistryUnavailable } from '@mt/registry/registry'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import { registryUnavailable, unknownHost } from '../problems.ts'

/** Looks up the tenant of the host. 404 if the registry does not know it, 503 if no source answers. */
export function resolveTenant(registry: Pick<Registry, 'lookup'>) {
  return createMiddleware<GatewayEnv>(async function resolveTenant(c, next) {
    const found = findTenant(registry, c.get('host'))
    const entry = found instanceof Promise ? await found : found
    c.set('entry', entry)
    c.env.exchange.tenant = entry.slug
    await next()
  })
}

/** The entry of a host, without a promise if it is in memory. Throws, or rejects with, the Problem. */
export function findTenant(
  registry: Pick<Registry, 'lookup'>,
  host: string,
): RegistryEntry | Promise<RegistryEntry> {
  const found = registry.lookup(host)
  return found instanceof Promise ? found.then(known, refuse) : known(found)
}

function known(entry: RegistryEntry | undefined): RegistryEntry {
  if (!entry) throw unknownHost()
  return entry
}

function refuse(error: unknown): never {
  throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
}
