import {
  type Configuration,
  type Dictionary,
  isRaw,
  type LoggingOptions,
  raw,
} from '@mikro-orm/core'
import {
  type AnyEntity,
  type EntityData,
  NativeQueryBuilder,
  PostgreSqlConnection,
  PostgreSqlDriver,
  type QueryResult,
  type RawQueryFragment,
  type Transaction,
} from '@mikro-orm/postgresql'
import { CompiledQuery, type Kysely } from 'kysely'
import { bindParameters } from './bind-parameters.ts'

type Statement = string | NativeQueryBuilder | RawQueryFragment
type Params = readonly unknown[] | Dictionary<unknown>

/**
 * The ORM's driver, with values sent as parameters. The original writes them into the SQL text, and
 * PostgreSQL logs the text of a failed statement, including password hashes. A NUL character would also
 * break the connection.
 */
export class BoundPostgreSqlDriver extends PostgreSqlDriver {
  constructor(config: Configuration) {
    super(config)
    // The ORM creates its connection in the constructor, and has no option for another class.
    Object.assign(this, { connection: new BoundConnection(config) })
  }
}

class BoundConnection extends PostgreSqlConnection {
  override async execute<
    T extends
      | QueryResult
      | EntityData<AnyEntity>
      | EntityData<AnyEntity>[] = EntityData<AnyEntity>[],
  >(
    statement: Statement,
    params: Params = [],
    method: 'all' | 'get' | 'run' = 'all',
    transaction?: Transaction,
    logging?: LoggingOptions,
  ): Promise<T> {
    await this.ensureConnection()
    const { sql, params: given } = withPlaceholders(statement, params)
    const { text, values } = bindParameters(sql, given, (name) =>
      this.platform.quoteIdentifier(name),
    )
    const client = (transaction as Kysely<unknown> | undefined) ?? this.getClient()
    return this.executeQuery(
      text,
      async () => {
        const result = await client.executeQuery(CompiledQuery.raw(text, values))
        return this.transformRawResult<T>(result, method)
      },
      { query: text, ...logging },
    )
  }
}

function withPlaceholders(statement: Statement, params: Params) {
  if (statement instanceof NativeQueryBuilder) return statement.toRaw()
  if (isRaw(statement)) return statement
  if (Array.isArray(params)) return { sql: statement, params: params as readonly unknown[] }
  return raw<RawQueryFragment>(statement, params) // values by name
}
