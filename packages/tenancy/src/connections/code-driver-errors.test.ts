import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { faultOf } from '../database-errors.ts'
import { codeDriverErrors } from './code-driver-errors.ts'

const running = new Set<() => unknown>()
afterEach(async () => {
  for (const end of running) await end()
  running.clear()
})

/** The connection is let in, and the server waits for a query. */
const letIn = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73])

interface Behaviour {
  onConnect?(socket: Socket): unknown
  onStartup?(socket: Socket): unknown
  onQuery?(socket: Socket): unknown
}

/** A pool of one connection to a server that is no PostgreSQL. */
async function poolTo({ onConnect, onStartup, onQuery }: Behaviour, options: pg.PoolConfig = {}) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnect?.(socket)
    socket.once('data', () => {
      onStartup?.(socket)
      socket.on('data', () => onQuery?.(socket))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port,
    user: 'x',
    password: 'x',
    max: 1,
    ...options,
  })
  pool.on('error', () => {})
  codeDriverErrors(pool)
  running.add(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return pool
}

const lets: Behaviour = { onStartup: (socket) => socket.write(letIn) }
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect()
  client.on('error', () => {})
  return client
}

describe('codeDriverErrors', () => {
  it.each<[string, Behaviour, pg.PoolConfig]>([
    ['that closes each connection', { onConnect: (socket) => socket.end() }, {}],
    ['that answers nothing', {}, { connectionTimeoutMillis: 50 }],
  ])('finds a server away %s', async (_, behaviour, options) => {
    const pool = await poolTo(behaviour, options)
    expect(faultOf(await failureOf(pool.connect()))).toBe('away')
    const called = Promise.withResolvers<unknown>()
    pool.connect(called.resolve)
    expect(faultOf(await called.promise)).toBe('away')
  })

  it('finds a pool away that has no connection to give in time', async () => {
    const pool = await poolTo(lets, { connectionTimeoutMillis: 50 })
    const held = await connect(pool)
    expect(faultOf(await failureOf(pool.connect()))).toBe('away')
    held.release(true)
  })

  it('finds a connection lost while a query is under way', async () => {
    const pool = await poolTo({ ...lets, onQuery: (socket) => socket.end() })
    const client = await connect(pool)
    expect(faultOf(await failureOf(client.query('select 1')))).toBe('away')
    expect(faultOf(await failureOf(client.query('select 1')))).toBe('away')
    const called = Promise.withResolvers<unknown>()
    client.query('select 1', called.resolve)
    expect(faultOf(await called.promise)).toBe('away')
    client.release(true)
  })

  it('finds a connection lost that was closed', async () => {
    const client = await connect(await poolTo({ ...lets, onQuery: (socket) => socket.end() }))
    void client.release(true)
    expect(faultOf(await failureOf(client.query('select 1')))).toBe('away')
  })

  it('leaves faults of the caller without a code', async () => {
    const client = await connect(await poolTo(lets))
    const error = await failureOf(
      client.query({ text: 'select 1', values: 7 as unknown as unknown[] }),
    )
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toHaveProperty('code')
    client.release(true)
  })

  it('leaves what PostgreSQL answers as it is', async () => {
    const refusal = 'SERROR\0C57P03\0Mdas System startet\0\0'
    const length = Buffer.alloc(4)
    length.writeInt32BE(refusal.length + 4)
    const answer = Buffer.concat([Buffer.from('E'), length, Buffer.from(refusal)])
    const pool = await poolTo({ onStartup: (socket) => socket.end(answer) })
    expect(await failureOf(pool.connect())).toMatchObject({ code: '57P03' })
  })
})
