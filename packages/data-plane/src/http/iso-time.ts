import { type ScopedSql, sql } from '@mt/tenancy/sql/scoped-query'

/** A time, or null, in the API's only format: 2026-12-24T18:00:00.000Z. */
export function isoTime(time: ScopedSql): ScopedSql {
  return sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
