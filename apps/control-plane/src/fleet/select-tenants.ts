import { type FleetWhere, placementStatuses } from './run-request.ts'

/** SQL for the name of a placement, which tenants may share. `t` is the row of a tenant. */
export const placementName = `(t.placement->>'cluster') || '/' || (t.placement->>'database') || '/' || (t.placement->>'schema')`

const hasPlacement = `t.status in (${placementStatuses.map((status) => `'${status}'`).join(', ')})`

/** A dedicated tenant that is not served is stopped, with its database; it is migrated when it is resumed. */
export const isStopped = `t.placement->>'model' = 'dedicated' and t.status <> 'active'`

export interface Condition {
  sql: string
  params: unknown[]
}

/** Tenants that have a placement and whose recorded version is not `target`. */
export function behind(target: string): Condition {
  return { sql: `${hasPlacement} and t.schema_version is distinct from ?`, params: [target] }
}

/** Tenants that have a placement. */
export function withPlacement(): Condition {
  return { sql: hasPlacement, params: [] }
}

/** Tenants that match `where`, and those that share a placement with one of them. */
export function named(where: FleetWhere): Condition {
  const conditions = conditionsOf(where)
  if (conditions.length === 0) return { sql: 'true', params: [] }
  const sql = conditions.map((condition) => condition.sql).join(' and ')
  return {
    sql: `${placementName} in (select ${placementName} from control_plane.tenants t where ${hasPlacement} and ${sql})`,
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
  return all.filter(([value]) => value !== undefined).map(([, sql, params]) => ({ sql, params }))
}
