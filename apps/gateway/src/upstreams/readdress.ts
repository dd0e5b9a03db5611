import { type Registry, RegistryUnavailable } from '@mt/registry/registry'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { refusalOf, registryUnavailable, tenantMoving, unknownHost } from '../problems.ts'

/**
 * The present entry of a tenant, after a service reported that the tenant is not where `entry` says. Throws
 * the Problem for the client if no newer placement is known yet, or if the tenant is no longer served.
 */
export async function readdress(
  registry: Pick<Registry, 'lookupAfter'>,
  entry: RegistryEntry,
): Promise<RegistryEntry> {
  const newer = await registry.lookupAfter(entry).catch(refuse)
  if (!newer) throw unknownHost()
  const refusal = refusalOf(newer.status)
  if (refusal) throw refusal
  // If the host passed to another tenant, the client must ask again: limits and counts were the former
  // one's.
  const isMoved = newer.version > entry.version && newer.tenantId === entry.tenantId
  if (!isMoved) throw tenantMoving()
  return newer
}

function refuse(error: unknown): never {
  throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
}
