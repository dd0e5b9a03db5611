import { quoteName, quoteText } from './sql.ts'

/** A tenant's table, as a scope names it in SQL. */
export interface TableName {
  readonly table: string
}

/** A table for use in a scope's query. */
export function table(name: string): TableName {
  return { table: name }
}

export interface CompiledStatement {
  text: string
  values: unknown[]
}

/**
 * Compiles the SQL of a hot read. A table is written with its schema and with the tenant already chosen,
 * so that a statement cannot forget either; every other value becomes a parameter.
 */
export function compileStatement(
  place: { schema: string; tenantId: string },
  strings: readonly string[],
  parts: readonly unknown[],
): CompiledStatement {
  const values: unknown[] = []
  const text = strings.reduce((sql, piece, index) => sql + rendered(parts[index - 1]) + piece)
  return { text, values }

  function rendered(part: unknown): string {
    if (isTableName(part)) return tenantRows(place, part.table)
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

function isTableName(part: unknown): part is TableName {
  return typeof part === 'object' && part !== null && 'table' in part
}
