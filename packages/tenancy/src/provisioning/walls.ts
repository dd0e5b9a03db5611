import { tenantCondition } from '../orm/tenant-entity.ts'

/**
 * The DDL of the third wall for one table: without the tenant set, no row can be read or written, not even
 * by the table's owner. The schema generator makes the same of an entity with `tenantTable`.
 */
export function wallsOf(table: string): string[] {
  const condition = tenantCondition()
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy tenant_isolation on ${table} using (${condition}) with check (${condition})`,
  ]
}
