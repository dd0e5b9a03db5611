import type { EntityManager } from '@mikro-orm/postgresql'
import type { WithOrm } from '../../database/open-orm.ts'
import { RegistryChange } from '../../registry/registry-change.entity.ts'

/**
 * Lists the hosts that changed after a version, in order, and the version to continue from. Without `after`
 * it returns no hosts and the newest version. A `next` below `after` means that the feed has gone back, for
 * example by a restore from a backup, and that the reader must start over.
 */
export async function listChanges({ orm }: WithOrm, after: number | undefined, limit: number) {
  const em = orm.em.fork()
  if (after === undefined) return { changes: [], next: await newestVersion(em) }
  const where = { version: { $gt: after } }
  const rows = await em.find(RegistryChange, where, { orderBy: { version: 'asc' }, limit })
  const changes = rows.map(({ host, version }) => ({ host, version }))
  const next = changes.at(-1)?.version ?? Math.min(after, await newestVersion(em))
  return { changes, next }
}

async function newestVersion(em: EntityManager): Promise<number> {
  const [newest] = await em.findAll(RegistryChange, { orderBy: { version: 'desc' }, limit: 1 })
  return newest?.version ?? 0
}
