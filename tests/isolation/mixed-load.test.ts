import { isolationModels } from '@mt/shared/placement'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Network, startNetwork } from '../network.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'
import { isLongRun } from './tables.ts'

const answersWanted = isLongRun() ? 20_000 : 800
const clientsAtOnce = 24
const tenantsOfEachModel = 2

interface Party {
  tenant: TenantClient
  user: User
  /** Stands in the question of each of its polls. */
  secret: string
  pollId: string
}

let network: Network
let parties: Party[]

beforeAll(async () => {
  network = await startNetwork()
  const models = isolationModels.flatMap((isolation) =>
    Array.from({ length: tenantsOfEachModel }, () => isolation),
  )
  parties = await Promise.all(models.map(async (isolation) => furnish({ isolation })))
})
afterAll(() => network[Symbol.asyncDispose]())

async function furnish(wanted: Parameters<Network['onboard']>[0]): Promise<Party> {
  const tenant = await network.onboard(wanted)
  const user = await tenant.newUser()
  const secret = `of-${tenant.slug}`
  const body = { question: secret, choices: ['yes', 'no'] }
  const made = await tenant.call('POST', '/polls', { token: user.token, body })
  const { id: pollId } = expectStatus(made, 201) as { id: string }
  return { tenant, user, secret, pollId }
}

/** What a user may ask, and what nobody may learn of another tenant by asking. */
const questions: ((mine: Party, other: Party) => Promise<string | undefined>)[] = [
  (mine) => ask(mine, { path: '/polls', wanted: 200 }),
  (mine) => ask(mine, { path: `/polls/${mine.pollId}`, wanted: 200 }),
  (mine) =>
    ask(mine, { method: 'POST', path: '/polls', wanted: 201, body: { question: mine.secret } }),
  (mine, other) => ask(mine, { path: `/polls/${other.pollId}`, wanted: 404 }),
  (mine, other) => ask(mine, { path: '/polls', wanted: 401, token: other.user.token }),
]

/** What was wrong with the answer, if anything. */
async function ask(
  { tenant, user, secret }: Party,
  {
    method = 'GET',
    path,
    wanted,
    token = user.token,
    body,
  }: { method?: string; path: string; wanted: number; token?: string; body?: unknown },
): Promise<string | undefined> {
  const answer = await tenant.call(method, path, { token, body })
  const text = JSON.stringify(answer.body)
  const said = `${tenant.slug} ${method} ${path}: ${answer.status} ${text}`
  if (answer.status !== wanted) return said
  const foreign = parties.some((party) => party.secret !== secret && text.includes(party.secret))
  return foreign || (wanted < 300 && !text.includes(secret)) ? said : undefined
}

describe('tenants of all models, asking at once through one gateway', () => {
  it('are each answered with what is theirs', { timeout: 600_000 }, async () => {
    const wrong: string[] = []
    let asked = 0
    const client = async () => {
      for (let turn = asked++; turn < answersWanted; turn = asked++) {
        const round = Math.floor(turn / parties.length)
        const mine = parties[turn % parties.length] as Party
        // From round to round a neighbour who stands one further away.
        const away = 1 + (round % (parties.length - 1))
        const other = parties[(turn + away) % parties.length] as Party
        const told = await questions[round % questions.length]?.(mine, other)
        if (told) wrong.push(told)
      }
    }
    await Promise.all(Array.from({ length: clientsAtOnce }, client))
    expect(wrong).toEqual([])
  })
})
