import { type Registry, RegistryUnavailable } from '@mt/registry/registry'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { refusalOf, registryUnavailable, tenantMoving, unknownHost } from '../problems.ts'

/**
 * Where a tenant is, after a service said that it is not where `entry` says. Throws the Problem that
 * answers the client when nobody knows a newer place yet, or when the tenant is not served any more.
 */
export async function readdress(
  registry: Pick<Registry, 'lookupAfter'>,
  entry: RegistryEntry,
): Promise<RegistryEntry> {
  const newer = await registry.lookupAfter(entry).catch(refuse)
  if (!newer) throw unknownHost()
  const refusal = refusalOf(newer.status)
  if (refusal) throw refusal
  // A host that passed to another tenant is asked anew: limits and counts were the other's.
  const isMoved = newer.version > entry.version && newer.tenantId === entry.tenantId
  if (!isMoved) throw tenantMoving()
  return newer
}

function refuse(error: unknown): never {
  throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
}
