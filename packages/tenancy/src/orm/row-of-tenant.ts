import { LeavesTenant } from './tenant-guard.ts'

/** The key of a tenant's row. */
export type RowKey = [tenantId: string, id: string]

/** Whether a value is such a key. */
export function isRowKey(value: unknown): value is RowKey {
  return (
    Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
  )
}

/**
 * The id of the row that the reference `name` is compared with or set to: an entity, a reference to one or a
 * key; null for no row. Throws LeavesTenant for a row of a tenant other than `tenantId`, and TypeError for a
 * value that is not a row, such as an id alone.
 */
export function idOfRow(name: string, value: unknown, tenantId: string): string | null {
  if (value === null || value === undefined) return null
  const key = isRowKey(value) ? value : [fieldOf(value, 'tenantId'), fieldOf(value, 'id')]
  if (!isRowKey(key)) throw new TypeError(`${name} takes a row, a key [tenantId, id] or null`)
  const [tenant, id] = key
  if (tenant === tenantId) return id
  throw new LeavesTenant(
    `${name} is compared with a row of another tenant, or with ids; for ids write { ${name}: { id } }`,
  )
}

function fieldOf(row: unknown, field: string): unknown {
  return typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined
}
