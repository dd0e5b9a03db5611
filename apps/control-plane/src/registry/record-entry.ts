import type { EntityManager } from '@mikro-orm/postgresql'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { RegistryChange } from './registry-change.entity.ts'

/** The lock of those who write the registry: any number that no other lock in this database has. */
export const registryLock = 7_402_002

/**
 * Takes the lock under which the registry is written, until the transaction of `em` ends: so transactions
 * that write the registry commit in the order of their versions, and a reader that has seen a version misses
 * none before it. Take it last.
 */
export async function lockRegistry(em: EntityManager): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [registryLock])
}

export interface NewEntry {
  entry: Omit<RegistryEntry, 'version'>
  /** The host is nobody's any more. */
  gone: boolean
}

/**
 * Adds what the registry is to say of a host from now on to the unit of work of `em`, which holds the lock;
 * it is published when that has committed. Resolves to its version.
 */
export async function recordEntry(em: EntityManager, { entry, gone }: NewEntry): Promise<number> {
  const version = await nextVersion(em)
  const { host, tenantId } = entry
  const change = { version, host, tenantId, entry: { ...entry, version }, gone }
  em.create(RegistryChange, change, { persist: true })
  return version
}

async function nextVersion(em: EntityManager): Promise<number> {
  const sql = `select nextval('control_plane.registry_version') as version`
  const [row] = await em.execute<{ version: string }[]>(sql)
  return Number(row?.version)
}
