import { type Registry, RegistryUnavailable } from '@mt/registry/registry'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { registryUnavailable, unknownHost } from '../problems.ts'
import type { Exchange } from '../transport/exchange.ts'
import type { Step } from './step.ts'

/** Looks up the tenant of the host. 404 if the registry does not know it, 503 if no source answers. */
export function resolveTenant(registry: Pick<Registry, 'lookup'>): Step {
  return function resolveTenant(exchange) {
    const found = registry.lookup(exchange.host)
    if (!(found instanceof Promise)) return note(exchange, found)
    return found.then((entry) => note(exchange, entry), refuse)
  }
}

function note(exchange: Exchange, entry: RegistryEntry | undefined): undefined {
  if (!entry) throw unknownHost()
  exchange.entry = entry
  exchange.tenant = entry.slug
}

function refuse(error: unknown): never {
  throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
}
