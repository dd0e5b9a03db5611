import { createLogger } from '@mt/shared/logger'
import { verifyEntry } from '@mt/shared/registry/entry'
import { hostKey } from '@mt/shared/registry/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOrm } from '../database/open-orm.ts'
import { entities } from '../entities.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

async function onboard(): Promise<string> {
  const body = { slug: newSlug(), name: 'Thor' }
  const headers = { prefer: 'wait=10' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body.hosts[0]
}

async function publishedLimits(host: string) {
  const token = (await network.redis.hget(hostKey(host), 'entry')) ?? ''
  return (await verifyEntry(network.keys.registry, host, token)).limits
}

const planLimits = async () => (await network.call('GET', '/v1/plans/standard')).body.limits

/** An installation of the release before, whose default plan has `limits`, is brought up to date. */
async function upgradeFrom(limits: object): Promise<void> {
  const { database, config } = network
  await database.query('update control_plane.plans set limits = $1 where is_default', [limits])
  await database.query("delete from control_plane.migrations where name like '%default-limits'")
  const orm = await openOrm(config.database, createLogger('test', 'silent'), entities)
  await orm.migrator.up()
  await orm.close()
}

describe('the default plan', () => {
  it('limits requests in flight', async () => {
    expect(await planLimits()).toEqual({ requestsInFlight: 500 })
    expect(await publishedLimits(await onboard())).toEqual({ requestsInFlight: 500 })
  })

  it('gets that limit where it had none, and its tenants with it', async () => {
    await network.call('PATCH', '/v1/plans/standard', { body: { limits: {} } })
    const host = await onboard()
    await expect.poll(() => publishedLimits(host)).toBeUndefined()
    await upgradeFrom({})
    expect(await planLimits()).toEqual({ requestsInFlight: 500 })
    await expect.poll(() => publishedLimits(host)).toEqual({ requestsInFlight: 500 })
    const { body } = await network.call('GET', '/v1/audit?what=plan.changed')
    expect(body.results[0]).toMatchObject({ who: 'control plane', after: { name: 'standard' } })
  })

  it('keeps the limits that an operator gave it', async () => {
    await upgradeFrom({ users: 10 })
    expect(await planLimits()).toEqual({ users: 10 })
  })
})
