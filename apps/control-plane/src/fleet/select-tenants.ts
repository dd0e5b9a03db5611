import { type FleetWhere, placedStatuses } from './fleet-wish.ts'

/** A place as one word, by which tenants that share it are known. `t` is the row of a tenant. */
export const placeOf = `(t.placement->>'cluster') || '/' || (t.placement->>'database') || '/' || (t.placement->>'schema')`

const isPlaced = `t.status in (${placedStatuses.map((status) => `'${status}'`).join(', ')})`

/** A dedicated tenant that is not served is stopped, its database with it: it is brought up to date when it is resumed. */
export const isStopped = `t.placement->>'model' = 'dedicated' and t.status <> 'active'`

export interface Condition {
  sql: string
  params: unknown[]
}

/** Tenants that have a place and whose recorded version is not `target`. */
export function behind(target: string): Condition {
  return { sql: `${isPlaced} and t.schema_version is distinct from ?`, params: [target] }
}

/** Tenants that have a place. */
export function placed(): Condition {
  return { sql: isPlaced, params: [] }
}

/** Tenants that `where` names, and those who share a place with one of them. */
export function named(where: FleetWhere): Condition {
  const conditions = conditionsOf(where)
  if (conditions.length === 0) return { sql: 'true', params: [] }
  const sql = conditions.map((condition) => condition.sql).join(' and ')
  return {
    sql: `${placeOf} in (select ${placeOf} from control_plane.tenants t where ${isPlaced} and ${sql})`,
    params: conditions.flatMap(({ params }) => params),
  }
}

function conditionsOf(where: FleetWhere): Condition[] {
  const list = JSON.stringify(where.tenants ?? [])
  const all: [unknown, string, unknown[]][] = [
    [
      where.tenants,
      `(t.slug in (select jsonb_array_elements_text(?::jsonb)) or t.id::text in (select lower(jsonb_array_elements_text(?::jsonb))))`,
      [list, list],
    ],
    [where.isolation, `t.placement->>'model' = ?`, [where.isolation]],
    [where.cluster, `t.placement->>'cluster' = ?`, [where.cluster]],
    [where.status, 't.status = ?', [where.status]],
    [where.schemaVersion, 't.schema_version = ?', [where.schemaVersion]],
  ]
  return all.filter(([wanted]) => wanted !== undefined).map(([, sql, params]) => ({ sql, params }))
}
