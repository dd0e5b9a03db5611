import { newId } from '@mt/shared/ids'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newParty, type Overseer, oversee, type Party } from './parties.ts'
import { databaseAlone, type Weakened } from './walls.ts'

/** Foreign keys only: even a superuser, whom no role or policy stops, cannot make a row refer to another tenant. */
let weakened: Weakened
let overseer: Overseer
let mine: Party
let other: Party

beforeAll(async () => {
  weakened = await databaseAlone()
  const [me, they] = [await weakened.tenant('shared'), await weakened.tenant('shared')]
  mine = newParty(me.tenantId, 'shared')
  other = newParty(they.tenantId, 'shared')
  overseer = await oversee(testServers().databaseUrl, me.placement.database)
})
afterAll(async () => {
  await overseer[Symbol.asyncDispose]()
  await weakened[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await overseer.plant(mine)
  await overseer.plant(other)
})

describe('the keys of the tenants’ tables', () => {
  const vote = (poll: string, choice: string, voter: string) =>
    `insert into shared.votes (tenant_id, id, poll_id, choice_id, voted_by_id, created_at)
     values ('${mine.tenantId}', '${newId()}', '${poll}', '${choice}', '${voter}', now())`
  const poll = (creator: string) =>
    `insert into shared.polls (tenant_id, id, question, created_by_id, pub_date)
     values ('${mine.tenantId}', '${newId()}', 'x', '${creator}', now())`
  const choice = (id: string, pollId: string) =>
    `insert into shared.choices (tenant_id, id, poll_id, choice_text)
     values ('${mine.tenantId}', '${id}', '${pollId}', 'x')`
  const token = (user: string) =>
    `insert into shared.tokens (tenant_id, id, user_id, token_hash, created_at, expires_at)
     values ('${mine.tenantId}', '${newId()}', '${user}', '${newId()}', now(), now())`

  it('let rows refer to rows of their tenant', async () => {
    await overseer.run(poll(mine.userId))
    await overseer.run(choice(newId(), mine.pollId))
    await overseer.run(token(mine.userId))
    await overseer.run(vote(mine.pollId, mine.choiceId, mine.userId))
  })

  it.each([
    ['a poll’s creator', () => poll(other.userId)],
    ['a choice’s poll', () => choice(newId(), other.pollId)],
    ['a token’s user', () => token(other.userId)],
    ['a vote’s poll and choice', () => vote(other.pollId, other.choiceId, mine.userId)],
    ['a vote’s voter', () => vote(mine.pollId, mine.choiceId, other.userId)],
  ])('refuse another tenant’s row as %s', async (_, statement) => {
    await expect(overseer.run(statement())).rejects.toThrow(/violates foreign key/)
  })

  it('refuse a vote for a choice of another poll', async () => {
    const second = newParty(mine.tenantId, 'shared')
    await overseer.run(
      `insert into shared.polls (tenant_id, id, question, created_by_id, pub_date)
       values ('${mine.tenantId}', '${second.pollId}', 'x', '${mine.userId}', now())`,
    )
    await overseer.run(choice(second.choiceId, second.pollId))
    const smuggled = overseer.run(vote(mine.pollId, second.choiceId, mine.userId))
    await expect(smuggled).rejects.toThrow(/violates foreign key/)
  })

  it('let two tenants use the same name and id', async () => {
    const twin = { ...mine, tenantId: other.tenantId }
    await overseer.plant(twin)
    expect(JSON.parse(await overseer.rowsOf(twin)).length).toBeGreaterThan(0)
    expect(JSON.parse(await overseer.rowsOf(mine)).length).toBeGreaterThan(0)
  })
})
