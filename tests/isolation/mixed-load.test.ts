import { isLongRun } from '@mt/shared/testing/tier'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { expectStatus, type TenantClient, type User } from '../tenant-client.ts'
import { modelsOfTier } from '../tier.ts'

const answerCount = isLongRun ? 20_000 : 800
const clientsAtOnce = 24
const tenantsOfEachModel = 2

interface Party {
  tenant: TenantClient
  user: User
  /** A text in the question of each of its polls. */
  secret: string
  pollId: string
}

let network: Network
let parties: Party[]

beforeAll(async () => {
  network = await sharedNetwork()
  const models = modelsOfTier('shared', 'schema', 'database').flatMap((isolation) =>
    Array.from({ length: tenantsOfEachModel }, () => isolation),
  )
  parties = await Promise.all(models.map(async (isolation) => furnish({ isolation })))
})

async function furnish(input: Parameters<Network['onboard']>[0]): Promise<Party> {
  const tenant = await network.onboard(input)
  const user = await tenant.newUser()
  const secret = `of-${tenant.slug}`
  const body = { question: secret, choices: ['yes', 'no'] }
  const made = await tenant.call('POST', '/polls', { token: user.token, body })
  const { id: pollId } = expectStatus(made, 201) as { id: string }
  return { tenant, user, secret, pollId }
}

/** Requests of users, of which some name rows of another tenant. */
const questions: ((mine: Party, other: Party) => Promise<string | undefined>)[] = [
  (mine) => ask(mine, { path: '/polls', expected: 200 }),
  (mine) => ask(mine, { path: `/polls/${mine.pollId}`, expected: 200 }),
  (mine) =>
    ask(mine, { method: 'POST', path: '/polls', expected: 201, body: { question: mine.secret } }),
  (mine, other) => ask(mine, { path: `/polls/${other.pollId}`, expected: 404 }),
  (mine, other) => ask(mine, { path: '/polls', expected: 401, token: other.user.token }),
]

/** Describes what was wrong with the answer, if anything. */
async function ask(
  { tenant, user, secret }: Party,
  {
    method = 'GET',
    path,
    expected,
    token = user.token,
    body,
  }: { method?: string; path: string; expected: number; token?: string; body?: unknown },
): Promise<string | undefined> {
  const answer = await tenant.call(method, path, { token, body })
  const text = JSON.stringify(answer.body)
  const description = `${tenant.slug} ${method} ${path}: ${answer.status} ${text}`
  if (answer.status !== expected) return description
  const foreign = parties.some((party) => party.secret !== secret && text.includes(party.secret))
  return foreign || (expected < 300 && !text.includes(secret)) ? description : undefined
}

describe('concurrent tenants of all models behind one gateway', () => {
  it('each get only their own rows', { timeout: 600_000 }, async () => {
    const wrong: string[] = []
    let next = 0
    const client = async () => {
      for (let index = next++; index < answerCount; index = next++) {
        const round = Math.floor(index / parties.length)
        const mine = parties[index % parties.length] as Party
        // In each round another neighbour.
        const distance = 1 + (round % (parties.length - 1))
        const other = parties[(index + distance) % parties.length] as Party
        const fault = await questions[round % questions.length]?.(mine, other)
        if (fault) wrong.push(fault)
      }
    }
    await Promise.all(Array.from({ length: clientsAtOnce }, client))
    expect(wrong).toEqual([])
  })
})
