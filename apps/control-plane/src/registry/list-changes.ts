import type { Context } from '../context.ts'
import { RegistryChange } from './registry-change.entity.ts'

/**
 * The hosts that changed after a version, in order, and the version to ask for next. Without `after`:
 * nothing, and where the feed stands.
 */
export async function listChanges(context: Context, after: number | undefined, limit: number) {
  const em = context.orm.em.fork()
  if (after === undefined) {
    const [newest] = await em.findAll(RegistryChange, { orderBy: { version: 'desc' }, limit: 1 })
    return { changes: [], next: newest?.version ?? 0 }
  }
  const where = { version: { $gt: after } }
  const rows = await em.find(RegistryChange, where, { orderBy: { version: 'asc' }, limit })
  const changes = rows.map(({ host, version }) => ({ host, version }))
  return { changes, next: changes.at(-1)?.version ?? after }
}
