import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maxFailedChecks } from '../../domains/next-check.ts'
import { type DomainNetwork, newHost, startDomainNetwork } from '../../testing/domain-network.ts'

let platform: DomainNetwork
beforeAll(async () => {
  platform = await startDomainNetwork()
})
afterAll(() => platform.close())

describe('a custom domain', () => {
  it('is pending with a record to set, and served once the record is there', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    const pending = await platform.claim(slug, host)
    expect(pending).toMatchObject({
      ...{ kind: 'custom', state: 'pending', reason: null },
      record: { type: 'TXT', name: `_platform-challenge.${host}` },
    })
    expect(pending.record?.value).toMatch(/^[\w-]{32}$/)
    expect(await platform.published(host)).toBeUndefined()
    const before = await platform.check(slug, host)
    expect(before.hosts).not.toContain(host)
    expect((await platform.domainOf(slug, host)).reason).toBe(
      `no TXT record at _platform-challenge.${host}`,
    )
    platform.setRecord(pending)
    const after = await platform.check(slug, host)
    expect(after.hosts).toContain(host)
    expect(await platform.domainOf(slug, host)).toMatchObject({ state: 'active', reason: null })
    expect(await platform.published(host)).toBe(slug)
    expect(await platform.audited(slug)).toEqual([
      ...['tenant.domain_added', 'tenant.domain_checked'],
      ...['tenant.domain_checked', 'tenant.domain_activated'],
    ])
  })

  it('is not served for the record of another value', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    const { record } = await platform.claim(slug, host)
    platform.dns.zone.set(record?.name ?? '', ['guessed', `${record?.value}x`])
    await platform.check(slug, host)
    const { state, reason } = await platform.domainOf(slug, host)
    expect([state, reason]).toEqual([
      'pending',
      `the TXT record at _platform-challenge.${host} has another value`,
    ])
    expect(await platform.published(host)).toBeUndefined()
  })

  it('stays pending while the tenant changes in other ways', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    await platform.claim(slug, host)
    await platform.operate('POST', `/v1/tenants/${slug}/suspend`)
    await platform.operate('POST', `/v1/tenants/${slug}/resume`)
    await platform.operate('PATCH', `/v1/tenants/${slug}`, {
      limits: { burst: 5, requestsPerSecond: 5 },
    })
    expect(await platform.published(host)).toBeUndefined()
  })

  it('is found by the queue', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(slug, host))
    await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBe(slug)
  })

  it('is removed while it is pending, and gets another value when it is added again', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    const first = await platform.claim(slug, host)
    await platform.operate('DELETE', `/v1/tenants/${slug}/domains/${host}`)
    expect(await platform.domainOf(slug, host)).toBeUndefined()
    const second = await platform.claim(slug, host)
    expect(second.record?.value).not.toBe(first.record?.value)
  })

  it('is no longer served once it is removed, whatever its record', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(slug, host))
    await platform.check(slug, host)
    await platform.operate('DELETE', `/v1/tenants/${slug}/domains/${host}`)
    expect(await platform.published(host)).toBeUndefined()
    const gone = await platform.network.call('POST', `/v1/tenants/${slug}/domains/${host}/check`)
    expect(gone.status).toBe(404)
  })

  it('needs no proof if it is the host of the slug', async () => {
    const slug = await platform.onboard()
    const path = `/v1/tenants/${slug}/domains/${slug}.polls.localhost/check`
    expect(await platform.network.call('POST', path)).toMatchObject({
      ...{ status: 409, body: { code: 'host_of_slug' } },
    })
  })

  it.each([
    'github.io',
    'polls.localhost',
    'ＴＨＯＲ.polls。localhost',
    '0x7f.1',
    '[::1]',
    'pаypal.com',
    '*.example.org',
  ])('is refused with the reason: %s', async (host) => {
    const path = `/v1/tenants/${await platform.onboard()}/domains`
    const refused = await platform.network.call('POST', path, { body: { host } })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'host', message: expect.stringMatching(/^must /) }] },
    })
  })

  it('is one of a hundred at most', async () => {
    const slug = await platform.onboard()
    await platform.network.database.query(
      `insert into control_plane.domain_claims
         (tenant_id, host, value, check_at, failed_checks, created_at)
       select id, 'n' || n || '.example.org', 'x', now() + interval '1 day', 0, now()
       from control_plane.tenants, generate_series(1, 100) n where slug = $1`,
      [slug],
    )
    const path = `/v1/tenants/${slug}/domains`
    expect(await platform.network.call('POST', path, { body: { host: newHost() } })).toMatchObject({
      ...{ status: 409, body: { code: 'too_many_domains' } },
    })
  })

  it('is gone with a purged tenant', async () => {
    const [slug, host] = [await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(slug, host))
    for (const verb of ['suspend', 'archive', 'delete', 'purge']) {
      await platform.operate('POST', `/v1/tenants/${slug}/${verb}`)
    }
    const { rowCount } = await platform.network.database.query(
      'select from control_plane.domain_claims where host = $1',
      [host],
    )
    expect(rowCount).toBe(0)
  })
})

describe('a domain of two claimants', () => {
  it('goes to the one with the record', async () => {
    const [first, second, host] = [await platform.onboard(), await platform.onboard(), newHost()]
    await platform.claim(first, host)
    platform.setRecord(await platform.claim(second, host))
    await platform.check(first, host)
    await platform.check(second, host)
    expect(await platform.published(host)).toBe(second)
    expect(await platform.domainOf(first, host)).toMatchObject({
      state: 'pending',
      reason: `the TXT record at _platform-challenge.${host} has another value`,
    })
  })

  it('stays with the first while both have a record', async () => {
    const [first, second, host] = [await platform.onboard(), await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(first, host), await platform.claim(second, host))
    await platform.check(first, host)
    await platform.check(second, host)
    expect(await platform.published(host)).toBe(first)
    expect((await platform.domainOf(second, host)).reason).toBe(
      'another tenant has the domain, and its record is still there',
    )
  })

  it('goes to the second once only its record is there', async () => {
    const [first, second, host] = [await platform.onboard(), await platform.onboard(), newHost()]
    platform.setRecord(await platform.claim(first, host))
    await platform.check(first, host)
    platform.setRecord(await platform.claim(second, host))
    await platform.checkByQueue(second, host)
    expect(await platform.published(host)).toBe(second)
    expect(await platform.domainOf(first, host)).toMatchObject({ state: 'pending' })
    expect(await platform.audited(first)).toContain('tenant.domain_withdrawn')
    const { hosts } = (await platform.network.call('GET', `/v1/tenants/${first}`)).body
    expect(hosts).not.toContain(host)
  })

  it('is served for one of them when both are checked at once', async () => {
    const tenants = await Promise.all([platform.onboard(), platform.onboard(), platform.onboard()])
    const host = newHost()
    platform.setRecord(...(await Promise.all(tenants.map((slug) => platform.claim(slug, host)))))
    await Promise.all(tenants.map((slug) => platform.check(slug, host)))
    const states = await Promise.all(
      tenants.map(async (slug) => (await platform.domainOf(slug, host)).state),
    )
    expect(states.sort()).toEqual(['active', 'pending', 'pending'])
    const { rows } = await platform.network.database.query(
      'select count(*)::int from control_plane.domains where host = $1',
      [host],
    )
    expect(rows[0].count).toBe(1)
  })
})

describe('an active domain', () => {
  async function activate() {
    const [slug, host] = [await platform.onboard(), newHost()]
    const listed = await platform.claim(slug, host)
    platform.setRecord(listed)
    await platform.check(slug, host)
    return { slug, host, name: listed.record?.name ?? '', listed }
  }

  it('is served for days without its record, with the reason, and then no longer', async () => {
    const { slug, host, name, listed } = await activate()
    platform.dns.zone.delete(name)
    for (let failed = 1; failed < maxFailedChecks; failed++) await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBe(slug)
    expect(await platform.domainOf(slug, host)).toMatchObject({
      state: 'active',
      reason: `no TXT record at ${name}; served until 1 more daily check fails`,
    })
    await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBeUndefined()
    expect(await platform.domainOf(slug, host)).toMatchObject({
      ...{ state: 'pending', reason: `no TXT record at ${name}` },
    })
    platform.setRecord(listed)
    await platform.check(slug, host)
    expect(await platform.published(host)).toBe(slug)
  })

  it('starts counting again when the record is back', async () => {
    const { slug, host, name, listed } = await activate()
    platform.dns.zone.delete(name)
    for (let failed = 1; failed < maxFailedChecks; failed++) await platform.checkByQueue(slug, host)
    platform.setRecord(listed)
    await platform.checkByQueue(slug, host)
    platform.dns.zone.delete(name)
    await platform.checkByQueue(slug, host)
    expect(await platform.published(host)).toBe(slug)
  })

  it.each(['SERVFAIL', 'SERVFAIL after failures'])(
    'stays while the name server does not answer: %s',
    async (how) => {
      const { slug, host, name } = await activate()
      platform.dns.zone.delete(name)
      const failures = how === 'SERVFAIL' ? 0 : maxFailedChecks - 1
      for (let failed = 0; failed < failures; failed++) await platform.checkByQueue(slug, host)
      platform.dns.zone.set(name, 'SERVFAIL')
      for (let times = 0; times <= maxFailedChecks; times++) await platform.checkByQueue(slug, host)
      expect(await platform.published(host)).toBe(slug)
      expect((await platform.domainOf(slug, host)).reason).toContain('SERVFAIL')
    },
  )

  it('is not counted down by checks that somebody asks for', async () => {
    const { slug, host, name } = await activate()
    platform.dns.zone.delete(name)
    for (let times = 0; times <= maxFailedChecks; times++) await platform.check(slug, host)
    expect(await platform.published(host)).toBe(slug)
  })
})
