import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { healthRoutes } from '@mt/shared/http/health'
import { createLogger } from '@mt/shared/logger'
import { testServers } from '@mt/shared/testing/servers'
import type { Provisioner } from '@mt/tenancy/provisioning/provisioner'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createPostgresProbe,
  type PostgresAddress,
  type PostgresState,
  postgresState,
} from './postgres-state.ts'
import { createPreparation } from './prepare.ts'

const { hostname, port } = new URL(testServers().databaseUrl)
const database = { host: hostname, port: Number(port) }
const nobody = { host: '127.0.0.1', port: 1 }
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that accepts connections, as the system does even for one that hangs, and counts them. */
async function listen(answer: string): Promise<PostgresAddress & { connections: number }> {
  const server = createServer((socket) => {
    counted.connections += 1
    socket.on('error', () => {})
    socket.once('data', () => socket.write(answer))
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  const counted = { host: '127.0.0.1', port: own, connections: 0 }
  return counted
}

describe('postgresState', () => {
  it('distinguishes an open server from one that starts, hangs or is absent', async () => {
    const starting = await listen(
      'E\0\0\0\x40SFATAL\0C57P03\0Mthe database system is starting up\0\0',
    )
    const hanging = await listen('')
    const probes = [database, starting, hanging, nobody].map(postgresState)
    expect(await Promise.all(probes)).toEqual(['open', 'starting', 'silent', 'silent'])
  })
})

describe('createPostgresProbe', () => {
  it('probes the server once for all concurrent callers', async () => {
    const server = await listen('R')
    const ask = createPostgresProbe(server)
    const probes = Array.from({ length: 100 }, () => ask())
    expect(new Set(await Promise.all(probes))).toEqual(new Set(['open']))
    expect(server.connections).toBe(1)
  })
})

describe('a service’s readiness', () => {
  const provisioner = (prepare: () => Promise<void>) =>
    ({ prepare, tidy: async () => {} }) as unknown as Provisioner
  const logger = createLogger('test', 'silent')

  async function readyz(
    prepare: () => Promise<void>,
    ownDatabase?: { state(): Promise<PostgresState> },
  ) {
    const preparation = createPreparation({
      ...{ provisioner: provisioner(prepare), logger, ownDatabase },
    })
    await new Promise(setImmediate) // the first attempt has ended, one way or the other
    const answer = await healthRoutes(preparation.isReady).request('/readyz')
    preparation.stop()
    return { status: answer.status, body: await answer.json() }
  }

  it('is its own where the database is shared, once it is prepared', async () => {
    expect(await readyz(async () => {})).toMatchObject({ status: 200 })
  })

  it('includes a database that is its own', async () => {
    const own = (state: PostgresState) => ({ state: async () => state })
    expect(await readyz(async () => {}, own('open'))).toMatchObject({ status: 200 })
    const refused = (code: string) => ({ status: 503, body: { code } })
    expect(await readyz(async () => {}, own('silent'))).toMatchObject(refused('database_silent'))
    expect(await readyz(async () => {}, own('starting'))).toMatchObject(refused('unavailable'))
  })

  it('is merely not ready if the database answers and cannot be prepared', async () => {
    const fails = () => Promise.reject(new Error('the database system is starting up'))
    const answer = await readyz(fails, { state: async () => 'open' })
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  })
})
