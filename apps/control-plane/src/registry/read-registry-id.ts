import type { Orm } from '../database/open-orm.ts'

/** The id of the registry in this database. */
export async function readRegistryId(orm: Orm): Promise<string> {
  const [row] = await orm.em
    .fork()
    .execute<{ id: string }[]>('select id from control_plane.registry')
  if (!row) throw new Error('the database has no registry id')
  return row.id
}
