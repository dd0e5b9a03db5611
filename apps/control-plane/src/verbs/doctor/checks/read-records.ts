import type { Orm } from '../../../database/open-orm.ts'

/** The newest record of a host. */
export interface RecordedHost {
  host: string
  version: number
  gone: boolean
}

interface Waiting {
  newest: string
  waitingS: number | null
}

/** Reads the records of all hosts that ever existed, and how long changes after `watermark` have been waiting. */
export async function readRecords(orm: Orm, watermark: number) {
  const em = orm.em.fork()
  const rows = await em.execute<{ host: string; version: string; gone: boolean }[]>(`
    select distinct on (host) host, version, gone from control_plane.registry_changes
    order by host, version desc`)
  const [waiting] = await em.execute<Waiting[]>(
    `select coalesce(max(version), 0) as newest,
      extract(epoch from now() - min(created_at) filter (where version > ?))::float as "waitingS"
     from control_plane.registry_changes`,
    [watermark],
  )
  return {
    hosts: rows.map(({ version, ...rest }) => ({ ...rest, version: Number(version) })),
    outbox: { newest: Number(waiting?.newest ?? 0), waitingS: waiting?.waitingS ?? null },
  }
}
