import { startDnsServer, type TestDnsServer } from '@mt/control-plane/testing/dns-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { newSlug } from './network.ts'
import { type OwnNetwork, startNetwork } from './own-network.ts'
import { expectStatus } from './tenant-client.ts'

let dns: TestDnsServer
let network: OwnNetwork
beforeAll(async () => {
  dns = await startDnsServer()
  network = await startNetwork({ env: { DOMAIN_PROOF: 'dns', DNS_RESOLVERS: dns.address } })
})
afterAll(async () => {
  await network[Symbol.asyncDispose]()
  await dns.close()
})

async function operate(method: string, path: string, body?: unknown): Promise<unknown> {
  return expectStatus(await network.operate(method, path, body, { prefer: 'wait=20' }), 200)
}

interface Record {
  name: string
  value: string
}

/** Adds the host to a tenant, and resolves to the record that proves it. */
async function claim(slug: string, host: string): Promise<Record> {
  const path = `/v1/tenants/${slug}/domains`
  await operate('POST', path, { host })
  const { results } = (await operate('GET', path)) as {
    results: { host: string; record: Record }[]
  }
  const found = results.find((each) => each.host === host)
  if (!found) throw new Error(`${slug} has not claimed ${host}`)
  return found.record
}

const check = (slug: string, host: string) =>
  operate('POST', `/v1/tenants/${slug}/domains/${host}/check`)

const statusOf = async (host: string) => (await network.callGateway({ host, path: '/me' })).status

describe('a custom domain at the gateway', () => {
  it('is unknown until its record is seen, and served from then on', async () => {
    const { slug } = await network.onboard()
    const host = `${newSlug()}.example.org`
    const { name, value } = await claim(slug, host)
    await check(slug, host)
    expect(await statusOf(host)).toBe(404)
    dns.zone.set(name, [value])
    await check(slug, host)
    await eventually(async () => expect(await statusOf(host)).toBe(401))
  })

  it('is served for the tenant whose record is there, and for no other', async () => {
    const [first, second] = [await network.onboard(), await network.onboard()]
    const user = await second.newUser()
    const host = `${newSlug()}.example.org`
    const seenBy = async () =>
      (await network.callGateway({ host, path: '/me', token: user.token })).status
    const { name, value } = await claim(first.slug, host)
    dns.zone.set(name, [value])
    await check(first.slug, host)
    await eventually(async () => expect(await seenBy()).toBe(401))
    const other = await claim(second.slug, host)
    await check(second.slug, host)
    expect(await seenBy()).toBe(401)
    dns.zone.set(name, [other.value])
    await check(second.slug, host)
    await eventually(async () => expect(await seenBy()).toBe(200))
  })
})
