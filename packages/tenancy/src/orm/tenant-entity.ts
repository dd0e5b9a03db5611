import { type EntityManager, type FilterDef, p } from '@mikro-orm/core'
import { newId } from '@mt/shared/ids'

/** The name of the filter that applies to every entity of a tenant. */
export const tenantFilterName = 'tenant'

/**
 * The second wall: every statement that the ORM makes for an entity contains the tenant. It is on by default
 * and takes an argument, so that without a tenant the ORM throws instead of reading everything. It is not
 * `strict`: with a composite key, that would leave out rows without the reference that is populated.
 */
export const tenantFilter: FilterDef = {
  name: tenantFilterName,
  cond: (args) => ({ tenantId: args.tenantId }),
  default: true,
}

/** The key of every tenant table: `(tenant_id, id)`. The tenant is the scope's; the id is made here. */
export function tenantKey() {
  return {
    tenantId: p
      .uuid()
      .primary()
      .onCreate((_: unknown, em: EntityManager) => tenantOf(em)),
    id: p
      .uuid()
      .primary()
      .onCreate(() => newId()),
  }
}

/**
 * The third wall, as an entity's options: without the tenant set in the database, no row can be read or
 * written, not even by the table's owner. nullif, because a SET LOCAL that has ended leaves '' behind.
 */
export const tenantTable = {
  schema: '*',
  rowLevelSecurity: 'force' as const,
  policies: [
    {
      name: 'tenant_isolation',
      using: tenantCondition(),
      check: tenantCondition(),
    },
  ],
}

/** The condition of every policy. */
export function tenantCondition(): string {
  return `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`
}

/**
 * A reference to a row of the same tenant: the key's tenant_id is part of it, so that it cannot refer to
 * another tenant's row. Deleting a row deletes the rows that refer to it. `.nullable()` if there may be no
 * such row.
 */
export function tenantReference<Target extends { '~entity': unknown }>(
  target: Target,
  column: string,
) {
  return p
    .manyToOne(target)
    .joinColumns('tenant_id', column)
    .ownColumns(column)
    .deleteRule('cascade')
}

function tenantOf(em: EntityManager): string {
  const params = em.getFilterParams<{ tenantId?: string }>(tenantFilterName)
  if (!params?.tenantId) throw new Error('a tenant row is made inside a tenant scope only')
  return params.tenantId
}
