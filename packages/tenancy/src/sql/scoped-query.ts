import { quoteName } from './sql.ts'

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

/** New rows of a tenant's table, from a statement that reads. */
class NewRows {
  readonly name: string
  readonly columns: readonly string[]
  readonly from: ScopedSql

  constructor(name: string, columns: readonly string[], from: ScopedSql) {
    this.name = name
    this.columns = columns
    this.from = from
  }
}

/** Rows of a tenant's table to update. */
class ChangedRows {
  readonly name: string
  readonly changes: { set: ScopedSql; where: ScopedSql }

  constructor(name: string, changes: { set: ScopedSql; where: ScopedSql }) {
    this.name = name
    this.changes = changes
  }
}

/** Rows of a tenant's table to delete. */
class DeletedRows {
  readonly name: string
  readonly where: ScopedSql

  constructor(name: string, where: ScopedSql) {
    this.name = name
    this.where = where
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

/**
 * The row of a tenant's table whose `id` is this one, to be joined: sql`${table('votes')} v cross join
 * ${referenced('polls', sql`v.poll_id`)} p`. It is found by its key, once for each row before it. Of a new
 * tenant's tables PostgreSQL has no statistics: it takes each for a single row, and may join every row of
 * one table to every row of the next, before the condition between them. The limit rules that out.
 */
export function referenced(name: string, id: ScopedSql): ScopedSql {
  return sql`lateral (select * from ${table(name)} keyed where keyed.id = ${id} limit 1)`
}

/** A table of reference data for use in a scope's SQL: all tenants may read it and none may write it. */
export function reference(name: string): ReferenceName {
  return new ReferenceName(name)
}

/**
 * `insert into` a tenant's table the rows that `from` reads: a value for each of `columns`, in their
 * order. The tenant is the scope's, and is not one of the columns.
 */
export function insertInto(name: string, columns: readonly string[], from: ScopedSql): NewRows {
  return new NewRows(name, columns, from)
}

/** `update` the rows of a tenant's table that match `where`; never another tenant's rows. */
export function update(name: string, changes: { set: ScopedSql; where: ScopedSql }): ChangedRows {
  return new ChangedRows(name, changes)
}

/** `delete from` a tenant's table the rows that match `where`; never another tenant's rows. */
export function deleteFrom(name: string, where: ScopedSql): DeletedRows {
  return new DeletedRows(name, where)
}

/**
 * SQL for a scope: sql`select id from ${table('polls')} where question = ${question}`. Tables are written
 * with schema and tenant, nested SQL is inserted, every other value is a parameter.
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
 * neither schema nor tenant; PostgreSQL flattens the subquery at no cost. The tenant is a parameter, so
 * that tenants that share tables also share a prepared statement.
 */
export function bindSql(
  statement: ScopedSql,
  owner: { schema: string; tenantId: string },
): BoundSql {
  const values: unknown[] = []
  let tenant: string | undefined
  return { text: render(statement), values }

  function tenantId(): string {
    tenant ??= `$${values.push(owner.tenantId)}::uuid`
    return tenant
  }

  function qualified(name: string): string {
    return `${quoteName(owner.schema)}.${quoteName(name)}`
  }

  function render({ strings, parts }: ScopedSql): string {
    return strings.reduce((text, piece, index) => text + rendered(parts[index - 1]) + piece)
  }

  function rendered(part: unknown): string {
    if (part instanceof TableName)
      return `(select * from ${qualified(part.name)} where tenant_id = ${tenantId()})`
    if (part instanceof NewRows) {
      const columns = ['tenant_id', ...part.columns].map(quoteName).join(', ')
      return `insert into ${qualified(part.name)} (${columns}) select ${tenantId()}, fresh.* from (${render(part.from)}) fresh`
    }
    if (part instanceof ChangedRows) {
      const { set, where } = part.changes
      return `update ${qualified(part.name)} set ${render(set)} where tenant_id = ${tenantId()} and (${render(where)})`
    }
    if (part instanceof DeletedRows)
      return `delete from ${qualified(part.name)} where tenant_id = ${tenantId()} and (${render(part.where)})`
    if (part instanceof ReferenceName)
      return `${quoteName(referenceSchema)}.${quoteName(part.name)}`
    if (part instanceof ScopedSql) return render(part)
    values.push(part)
    return `$${values.length}`
  }
}
