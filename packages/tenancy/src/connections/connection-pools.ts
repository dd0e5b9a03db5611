import { createPostgreSqlTypeParsers } from '@mikro-orm/postgresql'
import { createSlots, type Slots } from '@mt/shared/slots'
import pg from 'pg'
import postgresArray from 'postgres-array'
import { PreparedStatements } from '../scope/prepared-statements.ts'
import { codeDriverErrors } from './code-driver-errors.ts'

/** A database, and the login to use there. */
export interface ConnectionTarget {
  host: string
  port: number
  database: string
  user: string
  password: string
}

export interface ConnectionPoolsOptions {
  /** How many connections may be open at once, over all databases together. */
  maxConnections: number
  /** How long a request waits for a free connection, and then for connecting, before it fails. */
  acquireTimeoutMs: number
  /** How long an unused connection is kept. */
  idleTimeoutMs: number
  applicationName: string
  /** Called for connections that were lost while idle. */
  onIdleError(error: Error): void
}

/** A connection that belongs to its holder until it is released. */
export interface HeldConnection {
  client: pg.PoolClient
  /** The statements that are prepared on its server. */
  statements: PreparedStatements
  /** Whether each transaction may run on another server. */
  behindPooler: boolean
  /** Returns the connection to its pool, or closes it if its state is doubtful. */
  release(discard?: boolean): void
}

type Known = Pick<HeldConnection, 'statements' | 'behindPooler'>

/**
 * Pools of connections, one for each database and login, under one cap. When the cap is reached, a database
 * that needs a connection takes the slot of one that is idle elsewhere; if none is idle, it waits. Only the
 * tenancy package holds this.
 */
export class ConnectionPools {
  readonly #options: ConnectionPoolsOptions
  readonly #pools = new Map<string, pg.Pool>()
  readonly #slots: Slots
  readonly #types = typeParsers()
  readonly #known = new WeakMap<pg.PoolClient, Known>()
  /** How many callers hold, or are about to hold, a connection of a pool. */
  readonly #users = new Map<pg.Pool, number>()
  #lastRoom: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: ConnectionPoolsOptions) {
    this.#options = options
    this.#slots = createSlots(options.maxConnections, options.acquireTimeoutMs)
  }

  /**
   * Resolves to a connection to `target`. A tenant, given as `holder`, gets no more than its share; callers
   * without one, which work as the owner, take any free connection. Throws if there is none in time, the
   * server is away or the pools are closed.
   */
  async acquire(target: ConnectionTarget, holder?: string): Promise<HeldConnection> {
    await this.#slots.take(holder)
    const pool = this.#enter(target)
    const leave = () => {
      this.#leave(pool)
      this.#slots.give(holder)
    }
    try {
      if (this.#isClosed) throw new Error('the pools are closed')
      const connecting = spare(pool) > 0 ? pool.connect() : this.#openConnection(pool)
      return await this.#hold(await connecting, leave)
    } catch (error) {
      leave()
      throw error
    }
  }

  /** Connections that are open or about to be: callers that wait where nothing is spare will open one. */
  get size(): number {
    let size = 0
    for (const pool of this.#pools.values()) size += pool.totalCount + Math.max(0, -spare(pool))
    return size
  }

  /** Databases and logins that currently have a pool. */
  get pools(): number {
    return this.#pools.size
  }

  /** Closes a database's pools, so that the database can be dropped or has been left. */
  async close(target: Pick<ConnectionTarget, 'host' | 'port' | 'database'>): Promise<void> {
    const left = [...this.#pools].filter(([key]) => key.startsWith(databaseKey(target)))
    for (const [key] of left) this.#pools.delete(key)
    await Promise.all(left.map(([, pool]) => pool.end()))
  }

  /** Closes every pool once its connections have been released; gives out no more. */
  async closeAll(): Promise<void> {
    this.#isClosed = true
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.end()))
  }

  async #hold(client: pg.PoolClient, leave: () => void): Promise<HeldConnection> {
    const ignore = () => {}
    client.on('error', ignore) // the query in flight rejects; without a listener the process would end
    const known = await this.#examine(client, ignore)
    const { statements } = known
    let held = true
    const release = (discard = false) => {
      if (!held) return
      held = false
      const ended = statements.takeEnded()
      if (ended && !discard) client.query(ended).catch(() => client.end().catch(ignore))
      client.off('error', ignore)
      client.release(discard)
      leave()
    }
    return { client, ...known, release }
  }

  /** Each new connection is examined once, before anybody uses it. */
  async #examine(client: pg.PoolClient, ignore: () => void): Promise<Known> {
    const known = this.#known.get(client)
    if (known) return known
    try {
      const behindPooler = await isBehindPooler(client)
      const fresh = { behindPooler, statements: new PreparedStatements(client, behindPooler) }
      this.#known.set(client, fresh)
      return fresh
    } catch (error) {
      client.off('error', ignore)
      client.release(true)
      throw error
    }
  }

  #enter(target: ConnectionTarget): pg.Pool {
    const pool = this.#poolOf(target)
    this.#users.set(pool, (this.#users.get(pool) ?? 0) + 1)
    return pool
  }

  #leave(pool: pg.Pool): void {
    const left = (this.#users.get(pool) ?? 1) - 1
    if (left > 0) this.#users.set(pool, left)
    else this.#users.delete(pool)
  }

  /** Forgets a pool whose last connection was idle for too long, or was taken by another database. */
  #forgetUnused(key: string, pool: pg.Pool): void {
    const isUsed = pool.totalCount > 0 || this.#users.has(pool)
    if (!isUsed && this.#pools.get(key) === pool) this.#pools.delete(key)
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
    codeDriverErrors(pool)
    pool.on('error', this.#options.onIdleError)
    pool.on('remove', () => this.#forgetUnused(key, pool))
    this.#pools.set(key, pool)
    return pool
  }

  /** One at a time until the new connection counts, so that two callers do not take the same last slot. */
  #openConnection(pool: pg.Pool): Promise<pg.PoolClient> {
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

/** A pooler invents the process id for cancelling statements; a server sends its own. */
async function isBehindPooler(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return !('processID' in client) || client.processID !== rows[0]?.pid
}

/** Idle connections that no waiting caller is about to get. */
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

/** The parsers that MikroORM expects of its connections, since it did not make these. */
function typeParsers(): pg.CustomTypesConfig {
  const overrides = new pg.TypeOverrides()
  const parsers = createPostgreSqlTypeParsers((text) => postgresArray.parse(text))
  for (const [oid, parse] of Object.entries(parsers)) overrides.setTypeParser(Number(oid), parse)
  return overrides
}
