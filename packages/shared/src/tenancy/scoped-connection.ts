import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type pg from 'pg'
import type { HeldConnection } from './connection-pools.ts'
import { NoTenantScope, type OpenScope, PlacementStale } from './open-scope.ts'
import { servingRole } from './roles.ts'
import { quoteName, quoteText } from './sql.ts'

/**
 * A connection that serves one tenant for one transaction. Statements run only inside that transaction,
 * and it begins with the tenant's role and id set and its placement checked: there is no moment at which
 * the connection could answer for another tenant, or for none.
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
   * Begins the transaction. The three statements go out in one write where the driver pipelines; they
   * are three messages because Citus takes SET LOCAL in no other way. Throws PlacementStale when the
   * tenant's row is not here, not of this epoch or fenced; a write holds that row until it ends.
   */
  async begin(isolationLevel?: string): Promise<void> {
    const { client } = this.#held
    try {
      const [, , placement] = await allOrThrow([
        client.query(beginStatement(this.#scope, isolationLevel)),
        client.query(tenantStatement(this.#scope)),
        client.query<PlacementRow>(placementStatement(this.#scope)),
      ])
      checkPlacement(this.#scope, placement.rows[0])
      this.#inTransaction = true
    } catch (error) {
      this.#held.release(true) // Kysely gives a connection whose begin failed to nobody, and never back
      throw error
    }
  }

  /** Throws when the database rolled back instead: a statement had failed and somebody swallowed it. */
  async commit(): Promise<void> {
    const { command } = await this.#end('commit')
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back')
  }

  async rollback(): Promise<void> {
    if (this.#inTransaction) await this.#end('rollback')
  }

  /** After this the connection takes no statement. Kysely never gives back one whose end failed: it is closed. */
  async #end(statement: 'commit' | 'rollback'): Promise<pg.QueryResult> {
    this.#inTransaction = false
    try {
      return await this.#held.client.query(statement)
    } catch (error) {
      this.#held.release(true)
      throw error
    }
  }

  /** Runs SQL of the kit's own: savepoints. */
  async control(statement: string): Promise<void> {
    if (!this.#inTransaction) throw new NoTenantScope('savepoints live inside a tenant scope only')
    await this.#held.client.query(statement)
  }

  /** Gives the connection back; one whose transaction did not end is closed instead. */
  release(): void {
    this.#held.release(this.#inTransaction)
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (!this.#inTransaction) throw new NoTenantScope('statements run inside a tenant scope only')
    const { client } = this.#held
    const result = await client.query(query.sql, query.parameters as unknown[])
    return { rows: (result.rows ?? []) as Row[], ...affectedRows(result) }
  }

  // biome-ignore lint/correctness/useYield: the interface asks for it; results here are small by design
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('a tenant scope does not stream; page instead')
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

/** SET LOCAL, not set_config(): it is undone by the transaction's end, and Citus hands it to its workers. */
function tenantStatement({ tenant }: OpenScope): string {
  const role = quoteName(servingRole(tenant.placement))
  return `set local role ${role}; set local app.tenant_id = ${quoteText(tenant.tenantId)}`
}

function placementStatement({ tenant, mode }: OpenScope): string {
  const table = `${quoteName(tenant.placement.schema)}.placements`
  const lock = mode === 'write' ? ' for share' : ''
  return `select epoch, state from ${table} where tenant_id = ${quoteText(tenant.tenantId)}${lock}`
}

function checkPlacement({ tenant }: OpenScope, row: PlacementRow | undefined): void {
  if (!row) throw new PlacementStale('the tenant has no rows here')
  if (row.state !== 'serving') throw new PlacementStale(`the tenant is ${row.state} here`)
  if (row.epoch !== tenant.epoch)
    throw new PlacementStale(`epoch ${tenant.epoch} is not ${row.epoch}`)
}

/** Waits for all, so that no rejection of a pipelined statement goes unheard, then throws the first. */
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
