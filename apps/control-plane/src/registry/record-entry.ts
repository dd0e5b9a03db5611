import type { EntityManager } from '@mikro-orm/postgresql'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { RegistryChange } from './registry-change.entity.ts'

/** The advisory lock for writing the registry. No other lock in this database has this number. */
export const registryLock = 7_402_002

/**
 * Takes the lock for writing the registry until the transaction of `em` ends. Transactions that write the
 * registry thus commit in the order of their versions, and a reader that has seen a version has missed none
 * before it. Take this lock last.
 */
export async function lockRegistry(em: EntityManager): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [registryLock])
}

export interface NewEntry {
  entry: Omit<RegistryEntry, 'version'>
  /** The host no longer belongs to any tenant. */
  gone: boolean
}

/**
 * Adds the new entry of a host to the unit of work of `em`, which holds the lock. It is published once that
 * has committed. Resolves to its version.
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
