import type { LocalServer } from '@mt/infra/process/local-server'
import { entities } from '@mt/polls/entities'
import { migrations, referenceMigrations } from '@mt/polls/migrations/index'
import { Poll } from '@mt/polls/polls/poll.entity'
import { newId } from '@mt/shared/ids'
import { pooledModels } from '@mt/shared/placement'
import { testServers } from '@mt/shared/testing/servers'
import { isLongRun } from '@mt/shared/testing/tier'
import { ConnectionPools } from '@mt/tenancy/connections/connection-pools'
import { createProvisioner } from '@mt/tenancy/provisioning/provisioner'
import { createTenancy, type Tenancy } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Overseer, oversee } from '../isolation/parties.ts'
import {
  asserted,
  furnish,
  type Household,
  type PollsService,
  send,
  startPollsService,
} from '../isolation/polls-service.ts'
import { writeTable } from '../isolation/tables.ts'
import { findPgBouncer, startPgBouncer } from './pgbouncer.ts'

const program = await findPgBouncer()
if (!program) console.warn('NOT RUN: the tests behind PgBouncer, because no pgbouncer is installed')

/** The total number of answers, half of them from the kit and half from the service. */
const answerCount = isLongRun ? 20_000 : 800
const clientsAtOnce = 24
const tenantsOfEachModel = 2

describe.skipIf(!program)('behind PgBouncer in transaction mode', { timeout: 900_000 }, () => {
  let pooler: LocalServer
  let kit: TenancyTestKit
  let pools: ConnectionPools
  let tenancy: Tenancy
  let service: PollsService
  const overseers: Overseer[] = []
  const ofKit: Household[] = []
  const ofService: Household[] = []

  beforeAll(async () => {
    const { databaseUrl } = testServers()
    pooler = await startPgBouncer(program as string, databaseUrl)
    kit = await tenancyTestKit({ url: databaseUrl, entities, migrations, referenceMigrations })
    service = await startPollsService(`127.0.0.1:${pooler.port}`)
    pools = new ConnectionPools({
      maxConnections: clientsAtOnce,
      acquireTimeoutMs: 60_000,
      idleTimeoutMs: 5_000,
      applicationName: 'behind-a-pooler',
      onIdleError: () => {},
    })
    const { targets } = kit
    const pooled = { host: '127.0.0.1', port: pooler.port }
    tenancy = await createTenancy({
      entities,
      pools,
      targets: {
        ...targets,
        serving: (placement) => ({ ...targets.serving(placement), ...pooled }),
      },
    })
    for (const model of pooledModels) {
      for (let i = 0; i < tenantsOfEachModel; i++) {
        for (const [list, tenant] of [
          [ofKit, await kit.tenant(model)],
          [ofService, await service.tenant(model)],
        ] as const) {
          const overseer = await oversee(databaseUrl, tenant.placement.database)
          overseers.push(overseer)
          list.push(await furnish(overseer, tenant))
        }
      }
    }
  })

  afterAll(async () => {
    for (const overseer of overseers) await overseer[Symbol.asyncDispose]()
    await tenancy?.close()
    await pools?.closeAll()
    await service?.[Symbol.asyncDispose]()
    await kit?.[Symbol.asyncDispose]()
    await pooler?.stop()
  })

  it('mixes what is set for a session', async () => {
    const { identity } = ofKit[0] as Household
    const target = { ...kit.targets.serving(identity.placement), port: pooler.port }
    const clients = [new pg.Client(target), new pg.Client(target)]
    const seen: string[] = []
    for (const client of clients) await client.connect()
    for (const [i, client] of clients.entries())
      await client.query(`set app.tenant_id = 'client-${i}'`)
    for (const client of clients) {
      const { rows } = await client.query("select current_setting('app.tenant_id', true) as tenant")
      seen.push(rows[0].tenant)
    }
    for (const client of clients) await client.query('reset app.tenant_id')
    for (const client of clients) await client.end()
    expect(seen).not.toEqual(['client-0', 'client-1'])
  })

  it('gives the kit’s scopes only the rows of their tenants', async () => {
    const answers = await load(answerCount / 2, (i) => askKit(tenancy, pick(ofKit, i), i))
    expect(answers).toEqual({ correct: answerCount / 2, wrong: [] })
  })

  it('gives the service’s users only answers of their tenants', async () => {
    const answers = await load(answerCount / 2, (i) => askService(service, pick(ofService, i), i))
    expect(answers).toEqual({ correct: answerCount / 2, wrong: [] })
    await writeTable('pooler', {
      answers: answerCount,
      wrong: 0,
      tenants: ofKit.length + ofService.length,
    })
  })

  it('leaves nothing on the servers’ sessions', async () => {
    for (const { identity } of ofKit) {
      const target = { ...kit.targets.serving(identity.placement), port: pooler.port }
      const client = new pg.Client(target)
      await client.connect()
      const { rows } = await client.query(
        `select current_user = session_user as bare, coalesce(current_setting('app.tenant_id', true), '') as tenant,
          (select count(*)::int from pg_prepared_statements) as prepared,
          (select count(*)::int from pg_cursors) as cursors`,
      )
      await client.end()
      expect(rows).toEqual([{ bare: true, tenant: '', prepared: 0, cursors: 0 }])
    }
  })

  it('does not accept the owner', async () => {
    const { targets } = kit
    const through = { ...targets, owner: () => ({ ...targets.owner('c1'), port: pooler.port }) }
    const provisioner = await createProvisioner({
      ...{ database: 'none', migrations, referenceMigrations, pools },
      targets: through,
    })
    await expect(provisioner.prepare()).rejects.toThrow(/is a pooler|authentication|password/)
  })
})

/** Runs `ask` this many times, many in parallel. Each resolves to whether the answer was right. */
async function load(count: number, ask: (i: number) => Promise<string | undefined>) {
  const wrong: string[] = []
  let next = 0
  let correct = 0
  async function work(): Promise<void> {
    for (let i = next++; i < count; i = next++) {
      const fault = await ask(i)
      if (fault === undefined) correct += 1
      else wrong.push(fault)
    }
  }
  await Promise.all(Array.from({ length: clientsAtOnce * 2 }, work))
  return { correct, wrong: wrong.slice(0, 10) }
}

/** Tenants in an order in which neighbours differ. */
function pick(households: Household[], i: number): Household {
  return households[(i * 7) % households.length] as Household
}

/** The fault of an answer, or undefined if it contains only the household's own rows. */
function faultIn(texts: readonly string[], { secret }: Household): string | undefined {
  if (texts.length === 0) return 'nothing came'
  return texts.find((text) => !text.includes(secret))
}

async function askKit(tenancy: Tenancy, home: Household, i: number): Promise<string | undefined> {
  const { identity } = home
  switch (i % 4) {
    case 0: {
      const polls = await tenancy.read(identity, ({ em }) => em.find(Poll, {}))
      return faultIn(
        polls.map(({ question }) => question),
        home,
      )
    }
    case 1: {
      const statement = sql`select question from ${table('polls')} p`
      const rows = await tenancy.read(identity, ({ query }) =>
        query<{ question: string }>(statement),
      )
      return faultIn(
        rows.map(({ question }) => question),
        home,
      )
    }
    case 2: {
      const statement = sql`select question from ${table('polls')} p where question <> ${newId()}`
      const [rows] = await tenancy.runAll(identity, 'read', [statement])
      return faultIn(
        (rows as { question: string }[]).map(({ question }) => question),
        home,
      )
    }
    default:
      return tenancy.write(identity, async ({ em }) => {
        const poll = await em.findOneOrFail(Poll, { id: home.poll })
        poll.question = `${home.secret} ${i}`
        await em.flush()
        const polls = await em.find(Poll, {}, { refresh: true })
        return faultIn(
          polls.map(({ question }) => question),
          home,
        )
      })
  }
}

async function askService(
  service: PollsService,
  home: Household,
  i: number,
): Promise<string | undefined> {
  const paths = [
    '/polls',
    `/polls/${home.poll}`,
    '/me',
    `/polls/${home.poll}/results`,
    '/admin/api/users',
  ]
  const { status, text } = await send(`${service.url}${paths[i % paths.length]}`, {
    method: 'GET',
    headers: {
      ...(await asserted(service, home.identity)),
      authorization: `Bearer ${home.adminToken}`,
    },
  })
  if (status !== 200) return `${status} ${text}`
  return faultIn([text], home)
}
