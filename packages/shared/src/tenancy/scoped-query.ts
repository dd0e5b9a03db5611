import { quoteName, quoteText } from './sql.ts'

/** The schema of the data that all tenants share, in every database. */
export const referenceSchema = 'reference'

/** A tenant's table, as a scope names it in SQL. */
class TableName {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A table of reference data, the same for all tenants. */
class ReferenceName {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** SQL with its values, not yet bound to a tenant. */
export class ScopedSql {
  readonly strings: readonly string[]
  readonly parts: readonly unknown[]

  constructor(strings: readonly string[], parts: readonly unknown[]) {
    this.strings = strings
    this.parts = parts
  }
}

/** A table for use in a scope's SQL. */
export function table(name: string): TableName {
  return new TableName(name)
}

/** A table of reference data for use in a scope's SQL: all tenants may read it and none may write it. */
export function reference(name: string): ReferenceName {
  return new ReferenceName(name)
}

/**
 * SQL for a scope: sql`select id from ${table('polls')} where question = ${question}`. Tables are
 * written with schema and tenant, other SQL is put in its place, every other value is a parameter.
 */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): ScopedSql {
  return new ScopedSql(strings, parts)
}

export interface BoundSql {
  text: string
  values: unknown[]
}

/**
 * Binds a statement to a tenant. A table becomes its rows of that tenant, so that a statement can forget
 * neither schema nor tenant; PostgreSQL flattens the subquery, which costs nothing.
 */
export function bindSql(
  statement: ScopedSql,
  place: { schema: string; tenantId: string },
): BoundSql {
  const values: unknown[] = []
  return { text: render(statement), values }

  function render({ strings, parts }: ScopedSql): string {
    return strings.reduce((text, piece, index) => text + rendered(parts[index - 1]) + piece)
  }

  function rendered(part: unknown): string {
    if (part instanceof TableName) return tenantRows(place, part.name)
    if (part instanceof ReferenceName)
      return `${quoteName(referenceSchema)}.${quoteName(part.name)}`
    if (part instanceof ScopedSql) return render(part)
    values.push(part)
    return `$${values.length}`
  }
}

function tenantRows(
  { schema, tenantId }: { schema: string; tenantId: string },
  name: string,
): string {
  const qualified = `${quoteName(schema)}.${quoteName(name)}`
  return `(select * from ${qualified} where tenant_id = ${quoteText(tenantId)}::uuid)`
}
