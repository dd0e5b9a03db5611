import { createLogger } from '@mt/shared/logger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOrm } from '../../database/open-orm.ts'
import { maxFailedChecks } from '../../domains/next-check.ts'
import { entities } from '../../entities.ts'
import { sweepTask } from '../../queue-tasks.ts'
import { type DomainNetwork, newHost, startDomainNetwork } from '../../testing/domain-network.ts'

let platform: DomainNetwork
beforeAll(async () => {
  platform = await startDomainNetwork()
})
afterAll(() => platform.close())

/** Adds a domain as the release before did: it is served, and there are no claims. */
async function addAsBefore(): Promise<{ slug: string; host: string }> {
  const [slug, host] = [await platform.onboard(), newHost()]
  await platform.network.database.query(
    `insert into control_plane.domains (host, tenant_id, kind, created_at)
     select $1, id, 'custom', now() from control_plane.tenants where slug = $2`,
    [host, slug],
  )
  await platform.operate('PATCH', `/v1/tenants/${slug}`, { limits: {} })
  return { slug, host }
}

async function upgrade(): Promise<void> {
  const { database, config } = platform.network
  await database.query('drop table control_plane.domain_claims')
  await database.query("delete from control_plane.migrations where name like '%domain-claims'")
  const orm = await openOrm(config.database, createLogger('test', 'silent'), entities)
  await orm.migrator.up()
  await orm.close()
}

describe('a domain of an earlier release', () => {
  it('stays served without a record, with the reason', async () => {
    const { slug, host } = await addAsBefore()
    await upgrade()
    expect(await platform.domainOf(slug, host)).toMatchObject({
      state: 'active',
      record: {
        name: `_platform-challenge.${host}`,
        value: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
    for (let times = 0; times <= maxFailedChecks; times++) await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBe(slug)
    expect(await platform.domainOf(slug, host)).toMatchObject({
      ...{ state: 'active', reason: `no TXT record at _platform-challenge.${host}` },
    })
  })

  it('is lost like every other once it was proven', async () => {
    const { slug, host } = await addAsBefore()
    await upgrade()
    const { record } = await platform.domainOf(slug, host)
    platform.dns.zone.set(record?.name ?? '', [record?.value ?? ''])
    await platform.checkByQueue(slug, host)
    platform.dns.zone.clear()
    for (let times = 0; times < maxFailedChecks; times++) await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBeUndefined()
  })

  it('goes to another tenant that proves it', async () => {
    const { slug, host } = await addAsBefore()
    await upgrade()
    const second = await platform.onboard()
    platform.setRecord(await platform.claim(second, host))
    await platform.check(second, host)
    expect(await platform.published(host)).toBe(second)
    expect(await platform.domainOf(slug, host)).toMatchObject({ state: 'pending' })
  })

  it('can be removed', async () => {
    const { slug, host } = await addAsBefore()
    await upgrade()
    await platform.operate('DELETE', `/v1/tenants/${slug}/domains/${host}`)
    expect(await platform.published(host)).toBeUndefined()
  })

  it('that came after the migration is claimed at night', async () => {
    const { slug, host } = await addAsBefore()
    await platform.network.database.query('select graphile_worker.add_job($1)', [sweepTask])
    await expect
      .poll(() => platform.domainOf(slug, host))
      .toMatchObject({ kind: 'custom', state: 'active' })
    expect(await platform.published(host)).toBe(slug)
  })

  it('is removed where it came after the migration, without a claim', async () => {
    const { slug, host } = await addAsBefore()
    expect((await platform.domainOf(slug, host)).state).toBeUndefined()
    await platform.operate('DELETE', `/v1/tenants/${slug}/domains/${host}`)
    expect(await platform.published(host)).toBeUndefined()
  })
})

describe('a control plane of an earlier release', () => {
  it('removes a domain for good, although it knows of no claims', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(slug, host))
    await platform.check(slug, host)
    const { database } = platform.network
    await database.query('delete from control_plane.domains where host = $1', [host])
    await platform.checkByQueue(slug, host)
    expect(await platform.domainOf(slug, host)).toBeUndefined()
    const left = await database.query('select from control_plane.domains where host = $1', [host])
    expect(left.rowCount).toBe(0)
  })

  it('purges a tenant whose claims are then removed too', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(slug, host))
    const { database } = platform.network
    await database.query(`update control_plane.tenants set status = 'purged' where slug = $1`, [
      slug,
    ])
    await platform.checkByQueue(slug, host)
    const left = await database.query('select from control_plane.domain_claims where host = $1', [
      host,
    ])
    expect(left.rowCount).toBe(0)
    expect(await platform.published(host)).toBeUndefined()
  })
})
