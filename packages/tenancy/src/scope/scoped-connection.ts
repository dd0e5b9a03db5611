import { servingRole } from '@mt/shared/roles'
import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely'
import type pg from 'pg'
import type { HeldConnection } from '../connections/connection-pools.ts'
import { faultOf } from '../database-errors.ts'
import type { BoundSql } from '../sql/scoped-query.ts'
import { quoteName, quoteText } from '../sql/sql.ts'
import { NoTenantScope, type OpenScope, PlacementStale } from './open-scope.ts'

/**
 * A connection that serves one tenant for one transaction. Statements run only inside that transaction,
 * which begins by setting the tenant's role and id and checking its placement. At no moment could the
 * connection answer for another tenant, or for none.
 */
export class ScopedConnection implements DatabaseConnection {
  readonly #held: HeldConnection
  readonly #scope: OpenScope
  #inTransaction = false

  constructor(held: HeldConnection, scope: OpenScope) {
    this.#held = held
    this.#scope = scope
  }

  /**
   * Begins the transaction. The three statements go out in one write if the driver pipelines; they are three
   * messages because Citus accepts SET LOCAL in no other way. Throws PlacementStale if the tenant's row is
   * not here, has another epoch or is fenced. A write holds that row until it ends.
   */
  async begin(isolationLevel?: string): Promise<void> {
    const { client, statements } = this.#held
    const { text, values } = placementStatement(this.#scope)
    try {
      const [, , placement] = await allOrThrow([
        client.query(beginStatement(this.#scope, isolationLevel)),
        client.query(tenantStatement(this.#scope)),
        client.query<PlacementRow>(statements.configOf(text, values)),
      ])
      checkPlacement(this.#scope, placement.rows[0])
      this.#inTransaction = true
    } catch (error) {
      this.#held.release(true) // Kysely gives no caller a connection whose begin failed, and never releases it
      throw error
    }
  }

  /**
   * Runs a whole transaction of statements that are all known beforehand, in one write and one round trip.
   * The first statement fails if the placement is not what the scope says; then nothing after it is done and
   * the commit becomes a rollback. Resolves to the rows of each statement. Throws PlacementStale, or the
   * error of the first statement that failed.
   */
  async runWhole(statements: readonly BoundSql[]): Promise<unknown[][]> {
    try {
      return await this.#sendWhole(statements)
    } catch (error) {
      if (faultOf(error) !== 'outdated-plan') throw error
      this.#held.statements.forget()
      return this.#sendWhole(statements) // the first attempt was rolled back, so nothing is done twice
    }
  }

  async #sendWhole(statements: readonly BoundSql[]): Promise<unknown[][]> {
    const { client, statements: prepared } = this.#held
    const { stream } = client.connection
    const fence = fenceStatement(this.#scope)
    this.#inTransaction = true
    stream.cork()
    const sent = [
      client.query(beginStatement(this.#scope)),
      client.query(tenantStatement(this.#scope)),
      client.query(prepared.configOf(fence.text, fence.values)).catch(throwStale),
      ...statements.map(({ text, values }) => client.query(prepared.configOf(text, values))),
    ]
    const committed = client.query('commit')
    stream.uncork()
    await Promise.allSettled([...sent, committed])
    const { command } = await committed
    this.#inTransaction = false
    const results = await Promise.all(sent)
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back')
    return results.slice(3).map(({ rows }) => rows)
  }

  /**
   * Throws if the database rolled back instead, because a statement had failed and its error was swallowed.
   */
  async commit(): Promise<void> {
    const { command } = await this.#end('commit')
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back')
  }

  async rollback(): Promise<void> {
    if (this.#inTransaction) await this.#end('rollback')
  }

  /**
   * After this the connection accepts no statement. Kysely never returns one whose end failed: it is closed.
   */
  async #end(statement: 'commit' | 'rollback'): Promise<pg.QueryResult> {
    this.#inTransaction = false
    try {
      return await this.#held.client.query(statement)
    } catch (error) {
      this.#held.release(true)
      throw error
    }
  }

  /** Runs the tenancy package's own SQL: savepoints. */
  async control(statement: string): Promise<void> {
    if (!this.#inTransaction) throw new NoTenantScope('savepoints live inside a tenant scope only')
    await this.#held.client.query(statement)
  }

  /** Returns the connection; if its transaction did not end, closes it instead. */
  release(): void {
    this.#held.release(this.#inTransaction)
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#inTransaction) throw new NoTenantScope('statements run inside a tenant scope only')
    const { client, statements } = this.#held
    const values = query.parameters as unknown[]
    const isOurs = query instanceof KitQuery
    const config = isOurs ? statements.configOf(query.sql, values) : { text: query.sql, values }
    const result = await client.query(config).catch((error) => {
      if (faultOf(error) === 'outdated-plan') statements.forget()
      throw error
    })
    return { rows: (result.rows ?? []) as Row[], ...affectedRows(result) }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for it; results here are small by design
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('a tenant scope does not stream; page instead')
  }
}

/**
 * A statement of the tenancy package, which names its columns: it may be prepared. Statements of the ORM
 * read `*`, which changes with every column that a migration adds.
 */
export class KitQuery implements CompiledQuery {
  readonly queryId: CompiledQuery['queryId']
  readonly query: CompiledQuery['query']
  readonly sql: string
  readonly parameters: readonly unknown[]

  constructor({ text, values }: BoundSql) {
    const { queryId, query } = CompiledQuery.raw(text, values)
    this.queryId = queryId
    this.query = query
    this.sql = text
    this.parameters = values
  }
}

interface PlacementRow {
  epoch: number
  state: string
}

function beginStatement({ mode }: OpenScope, isolationLevel?: string): string {
  const isolation = isolationLevel ? ` isolation level ${isolationLevel}` : ''
  return `start transaction${isolation} ${mode === 'read' ? 'read only' : 'read write'}`
}

/** SET LOCAL, not set_config(): the transaction's end undoes it, and Citus passes it on to its workers. */
function tenantStatement({ tenant }: OpenScope): string {
  const role = quoteName(servingRole(tenant.placement))
  return `set local role ${role}; set local app.tenant_id = ${quoteText(tenant.tenantId)}`
}

function placementStatement({ tenant, mode }: OpenScope): BoundSql {
  const table = `${quoteName(tenant.placement.schema)}.placements`
  const lock = mode === 'write' ? ' for share' : ''
  const text = `select epoch, state from ${table} where tenant_id = $1${lock}`
  return { text, values: [tenant.tenantId] }
}

/**
 * Fails if the tenant's row is not here, has another epoch or is fenced: what it finds is then not a number.
 * None of it is a constant, because PostgreSQL would then fail while planning.
 */
function fenceStatement({ tenant, mode }: OpenScope): BoundSql {
  const table = `${quoteName(tenant.placement.schema)}.placements`
  const lock = mode === 'write' ? ' for share' : ''
  return {
    text: `select case found.place when $2 then 1 else coalesce('stale: ' || found.place, $3)::integer end
      from (select (select state || ' ' || epoch from ${table} where tenant_id = $1${lock}) as place) found`,
    values: [tenant.tenantId, `serving ${tenant.epoch}`, 'stale: absent'],
  }
}

function throwStale(error: unknown): never {
  throw faultOf(error) === 'malformed'
    ? new PlacementStale('the tenant is not served here as of this epoch', { cause: error })
    : error
}

function checkPlacement({ tenant }: OpenScope, row: PlacementRow | undefined): void {
  if (!row) throw new PlacementStale('the tenant has no rows here')
  if (row.state !== 'serving') throw new PlacementStale(`the tenant is ${row.state} here`)
  if (row.epoch !== tenant.epoch)
    throw new PlacementStale(`epoch ${tenant.epoch} is not ${row.epoch}`)
}

/** Waits for all, so that no rejection of a pipelined statement goes unhandled, then throws the first. */
async function allOrThrow<Results extends readonly Promise<unknown>[]>(
  promises: readonly [...Results],
): Promise<{ [K in keyof Results]: Awaited<Results[K]> }> {
  await Promise.allSettled(promises)
  return (await Promise.all(promises)) as { [K in keyof Results]: Awaited<Results[K]> }
}

function affectedRows({ command, rowCount }: pg.QueryResult): { numAffectedRows?: bigint } {
  const changes =
    command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
  return changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}
}
