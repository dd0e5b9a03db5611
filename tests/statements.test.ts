import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnNetwork, startNetwork } from './own-network.ts'
import { openStatementLog, type StatementLog, statementLogSettings } from './statement-log.ts'
import { expectStatus, type TenantClient, type User } from './tenant-client.ts'
import { modelsOfTier } from './tier.ts'

let network: OwnNetwork
let log: StatementLog

beforeAll(async () => {
  network = await startNetwork({ ownPostgres: { settings: statementLogSettings } })
  if (!network.postgres) throw new Error('the network does not have its own PostgreSQL')
  log = await openStatementLog(network.postgres)
})

afterAll(async () => {
  await log[Symbol.asyncDispose]()
  await network[Symbol.asyncDispose]()
})

/** Dedicated tenants have a PostgreSQL of their own, whose log is another. */
const models = modelsOfTier('shared', 'schema').filter((model) => model !== 'dedicated')

describe.each(models)('a request in the model %s', (isolation) => {
  let tenant: TenantClient
  let user: User
  let poll: Poll

  beforeAll(async () => {
    tenant = await network.onboard({ isolation, admin: root })
    user = await tenant.newUser()
    const polls = await Promise.all(Array.from({ length: 20 }, () => newPoll()))
    poll = polls[0] as Poll
    await tenant.call('POST', votePath(poll), user)
  })

  it('reads 20 polls with choices and counts in two statements', async () => {
    const many = await statementsOf(async () => {
      const { results } = (await read('/polls?limit=20')) as { results: Poll[] }
      expect(results).toHaveLength(20)
      for (const { choices } of results) expect(choices).toHaveLength(2)
    })
    expect(many).toHaveLength(2)
    expect(await statementsOf(() => read('/polls?limit=1'))).toHaveLength(2)
  })

  it.each([
    ['one poll', ({ id }: Poll) => `/polls/${id}`],
    ['its results', ({ id }: Poll) => `/polls/${id}/results`],
    ['its choices', ({ id }: Poll) => `/polls/${id}/choices`],
  ])('reads %s in two statements and no vote', async (_, pathOf) => {
    const statements = await statementsOf(async () => {
      expect(JSON.stringify(await read(pathOf(poll)))).toContain('"votes":1')
    })
    expect(statements).toHaveLength(2)
    expect(statements.filter((statement) => /\."votes"/.test(statement))).toEqual([])
  })

  it('votes in at most two statements', async () => {
    const other = await newPoll()
    const statements = await statementsOf(() => tenant.call('POST', votePath(other), user))
    expect(statements.length).toBeLessThanOrEqual(2)
  })

  it('deletes a user with its polls and votes without reading rows', async () => {
    const admin = { token: await tenant.logIn(root.username, root.password) }
    const newcomer = await tenant.newUser()
    const member = await tenant.newUser()
    for (const _ of [1, 2, 3]) {
      const own = await newPoll(member)
      await tenant.call('POST', votePath(own), user)
      await tenant.call('POST', votePath(await newPoll()), member)
    }
    const remove = ({ id }: User) => tenant.call('DELETE', `/admin/api/users/${id}`, admin)
    const statements = await statementsOf(async () => expectStatus(await remove(member), 204))
    expect(statements.filter(readsRowsOfPolls)).toEqual([])
    const least = await statementsOf(async () => expectStatus(await remove(newcomer), 204))
    expect(statements).toHaveLength(least.length)
  })

  it.each([
    ['a poll', ({ id }: Poll) => `/polls/${id}`],
    ['a poll as an admin', ({ id }: Poll) => `/admin/api/polls/${id}`],
    ['a choice', ({ choices }: Poll) => `/admin/api/choices/${choices[0]?.id}`],
  ])('deletes %s without reading its votes', async (_, pathOf) => {
    const admin = { token: await tenant.logIn(root.username, root.password) }
    const voted = await newPoll()
    await tenant.call('POST', votePath(voted), user)
    const statements = await statementsOf(async () =>
      expectStatus(await tenant.call('DELETE', pathOf(voted), admin), 204),
    )
    expect(statements.filter((statement) => /"votes"/.test(statement))).toEqual([])
    expect(statements.length).toBeLessThanOrEqual(5)
  })

  it.each(['users', 'polls', 'choices', 'votes'])(
    'lists %s without multiplying the rows of one table by those of another',
    async (list) => {
      const admin = { token: await tenant.logIn(root.username, root.password) }
      const steps = await log.stepsDuring('polls', () =>
        tenant.call('GET', `/admin/api/${list}?limit=100`, admin),
      )
      // Fewer than the tenant has polls or choices, in tables that nobody has analysed.
      const rows = steps.map((step) => step.rows)
      expect(Math.max(...rows)).toBeGreaterThan(0)
      expect(Math.max(...rows)).toBeLessThan(400)
    },
  )

  async function newPoll(by: Pick<User, 'token'> = user): Promise<Poll> {
    const body = { question: 'Tea or coffee?', choices: ['Tea', 'Coffee'] }
    return expectStatus(await tenant.call('POST', '/polls', { ...by, body }), 201) as Poll
  }

  async function read(path: string): Promise<unknown> {
    return expectStatus(await tenant.call('GET', path, user), 200)
  }
})

/**
 * The statements for the data of a request, one of which finds the user. The statements that every request
 * has are left out: those of the transaction, of the tenant and of the check of its placement.
 */
async function statementsOf(request: () => Promise<unknown>): Promise<string[]> {
  const statements = await log.during('polls', request)
  const [begin, tenant, place, ...rest] = statements
  const commit = rest.pop()
  expect([begin, tenant, place, commit]).toEqual([
    expect.stringMatching(/^start transaction read (only|write)$/),
    expect.stringMatching(/^set local role "\w+"; set local app\.tenant_id = '[0-9a-f-]{36}'$/),
    expect.stringMatching(/^select .*placements where tenant_id = \$1/s),
    'commit',
  ])
  return rest
}

const root = { username: 'root', email: 'root@example.org', password: 'correct horse battery' }

/** Whether a statement returns rows of polls, choices or votes, unlike one that only counts or changes them. */
function readsRowsOfPolls(statement: string): boolean {
  const isAboutPolls = /"(polls|choices|votes)"/.test(statement)
  return isAboutPolls && !/^\s*(with|delete|update|select count\(\*\))/i.test(statement)
}

interface Poll {
  id: string
  choices: { id: string; votes: number }[]
}

function votePath({ id, choices }: Poll): string {
  return `/polls/${id}/choices/${choices[0]?.id}/vote`
}
