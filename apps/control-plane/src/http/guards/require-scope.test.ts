import { createLogger } from '@mt/shared/logger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiKey } from '../../api-keys/api-key.entity.ts'
import { putApiKey } from '../../api-keys/put-api-key.ts'
import type { Scope } from '../../api-keys/scopes.ts'
import { type Orm, openOrm } from '../../database/open-orm.ts'
import { entities } from '../../entities.ts'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
let orm: Orm
beforeAll(async () => {
  network = await startTestNetwork()
  orm = await openOrm(network.config.database, createLogger('test', 'silent'), entities)
})
afterAll(async () => {
  await orm.close()
  await network.close()
})

async function keyWith(...scopes: Scope[]): Promise<string> {
  const secret = crypto.randomUUID()
  await putApiKey(orm, { name: `key-${secret}`, secret, scopes })
  return secret
}

describe('requireScope', () => {
  it.each(['', 'unknown-key'])('refuses the key "%s"', async (key) => {
    const refused = await network.call('GET', '/v1/tenants', { key })
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('lets a key with the scope read only read', async () => {
    const key = await keyWith('read')
    const body = { slug: newSlug(), name: 'x' }
    expect((await network.call('GET', '/v1/tenants', { key })).status).toBe(200)
    expect((await network.call('GET', '/v1/operations', { key })).status).toBe(200)
    const refused = await network.call('POST', '/v1/tenants', { key, body })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(refused.body.detail).toContain('"onboard"')
  })

  it('does not let a key with the scope onboard suspend', async () => {
    const key = await keyWith('read', 'onboard')
    const body = { slug: newSlug(), name: 'x' }
    expect((await network.call('POST', '/v1/tenants', { key, body })).status).toBe(202)
    const refused = await network.call('POST', `/v1/tenants/${body.slug}/suspend`, { key })
    expect(refused.status).toBe(403)
  })

  it('refuses a key that was revoked', async () => {
    const key = await keyWith('admin')
    expect((await network.call('GET', '/v1/tenants', { key })).status).toBe(200)
    await orm.em.fork().nativeUpdate(ApiKey, { name: `key-${key}` }, { revokedAt: new Date() })
    expect((await network.call('GET', '/v1/tenants', { key })).status).toBe(401)
  })

  it('refuses the earlier key of a replaced name', async () => {
    const [earlier, later] = [crypto.randomUUID(), crypto.randomUUID()]
    await putApiKey(orm, { name: 'rotated', secret: earlier, scopes: ['read'] })
    await putApiKey(orm, { name: 'rotated', secret: later, scopes: ['read'] })
    expect((await network.call('GET', '/v1/tenants', { key: earlier })).status).toBe(401)
    expect((await network.call('GET', '/v1/tenants', { key: later })).status).toBe(200)
  })

  it('records when a key was last used', async () => {
    const key = await keyWith('read')
    await network.call('GET', '/v1/tenants', { key })
    const lastUse = async () => {
      const kept = await orm.em.fork().findOneOrFail(ApiKey, { name: `key-${key}` })
      return kept.lastUsedAt
    }
    await expect.poll(lastUse).toBeInstanceOf(Date)
  })
})
