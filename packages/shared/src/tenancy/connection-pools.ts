import { createPostgreSqlTypeParsers } from '@mikro-orm/postgresql'
import pg from 'pg'
import postgresArray from 'postgres-array'
import { PreparedStatements } from './prepared-statements.ts'
import { createSlots, type Slots } from './slots.ts'

/** A database and who logs in to it. */
export interface ConnectionTarget {
  host: string
  port: number
  database: string
  user: string
  password: string
}

export interface ConnectionPoolsOptions {
  /** Connections open at once, over all databases together. */
  maxConnections: number
  /** How long a request waits for a connection before it is told to come again. */
  acquireTimeoutMs: number
  /** How long an unused connection is kept. */
  idleTimeoutMs: number
  applicationName: string
  /** Told of connections that were lost while nobody used them. */
  onIdleError(error: Error): void
}

/** A connection that belongs to who holds it until it is given back. */
export interface HeldConnection {
  client: pg.PoolClient
  /** What its server has planned. */
  statements: PreparedStatements
  /** Gives it back for use by others, or closes it when something about it is in doubt. */
  release(discard?: boolean): void
}

/**
 * Pools of connections, one for each database and login, under one cap. A database that needs a
 * connection when the cap is reached takes the place of one that lies idle elsewhere; when none is idle
 * it waits its turn. Nothing but the tenancy kit holds this.
 */
export class ConnectionPools {
  readonly #options: ConnectionPoolsOptions
  readonly #pools = new Map<string, pg.Pool>()
  readonly #slots: Slots
  readonly #types = typeParsers()
  readonly #statements = new WeakMap<pg.PoolClient, PreparedStatements>()
  #lastRoom: Promise<void> = Promise.resolve()

  constructor(options: ConnectionPoolsOptions) {
    this.#options = options
    this.#slots = createSlots(options.maxConnections, options.acquireTimeoutMs)
  }

  /** A connection to `target`. Throws when none is to be had in time or the server is away. */
  async acquire(target: ConnectionTarget): Promise<HeldConnection> {
    await this.#slots.take()
    try {
      const pool = this.#poolOf(target)
      return this.#hold(await (spare(pool) > 0 ? pool.connect() : this.#connectAnew(pool)))
    } catch (error) {
      this.#slots.give()
      throw error
    }
  }

  /** Connections open now or about to be: those who wait where nothing is spare will open one. */
  get size(): number {
    let size = 0
    for (const pool of this.#pools.values()) size += pool.totalCount + Math.max(0, -spare(pool))
    return size
  }

  /** Closes a database's pool, so that the database can be dropped or has been left. */
  async close(target: Pick<ConnectionTarget, 'host' | 'port' | 'database'>): Promise<void> {
    const left = [...this.#pools].filter(([key]) => key.startsWith(databaseKey(target)))
    for (const [key] of left) this.#pools.delete(key)
    await Promise.all(left.map(([, pool]) => pool.end()))
  }

  /** Closes every pool once what is held has been given back. */
  async closeAll(): Promise<void> {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.end()))
  }

  #hold(client: pg.PoolClient): HeldConnection {
    const ignore = () => {}
    client.on('error', ignore) // the query in flight rejects by itself; without a listener the process would end
    const statements = this.#statementsOf(client)
    let held = true
    const release = (discard = false) => {
      if (!held) return
      held = false
      const ended = statements.takeEnded()
      if (ended && !discard) client.query(ended).catch(() => client.end().catch(ignore))
      client.off('error', ignore)
      client.release(discard)
      this.#slots.give()
    }
    return { client, statements, release }
  }

  #statementsOf(client: pg.PoolClient): PreparedStatements {
    const known = this.#statements.get(client)
    if (known) return known
    const statements = new PreparedStatements(client)
    this.#statements.set(client, statements)
    return statements
  }

  #poolOf(target: ConnectionTarget): pg.Pool {
    const key = `${databaseKey(target)}${target.user}`
    const known = this.#pools.get(key)
    if (known) return known
    const { maxConnections, acquireTimeoutMs, idleTimeoutMs, applicationName } = this.#options
    const pool = new pg.Pool({
      ...target,
      max: maxConnections,
      connectionTimeoutMillis: acquireTimeoutMs,
      idleTimeoutMillis: idleTimeoutMs,
      application_name: applicationName,
      types: this.#types,
      pipeline: true,
    })
    pool.on('error', this.#options.onIdleError)
    this.#pools.set(key, pool)
    return pool
  }

  /** One after another until the new connection counts, so that two do not take the same last room. */
  #connectAnew(pool: pg.Pool): Promise<pg.PoolClient> {
    const room = this.#lastRoom.then(() => this.#makeRoom())
    const connecting = room.then(() => ({ client: pool.connect() }))
    this.#lastRoom = connecting.then(
      ({ client }) => void client.catch(() => {}),
      () => {},
    )
    return connecting.then(({ client }) => client)
  }

  async #makeRoom(): Promise<void> {
    if (this.size < this.#options.maxConnections) return
    const other = [...this.#pools.values()].find((pool) => spare(pool) > 0)
    const client = await other?.connect()
    client?.release(true)
  }
}

/** Connections that lie idle and that nobody is about to be given. */
function spare(pool: pg.Pool): number {
  return pool.idleCount - pool.waitingCount
}

function databaseKey({
  host,
  port,
  database,
}: Pick<ConnectionTarget, 'host' | 'port' | 'database'>): string {
  return `${host}:${port}/${database}/`
}

/** The parsers that MikroORM expects of its connections, since these are not its own. */
function typeParsers(): pg.CustomTypesConfig {
  const overrides = new pg.TypeOverrides()
  const parsers = createPostgreSqlTypeParsers((text) => postgresArray.parse(text))
  for (const [oid, parse] of Object.entries(parsers)) overrides.setTypeParser(Number(oid), parse)
  return overrides
}
