import { expect } from 'vitest'
import { checkDomainsTask } from '../queue-tasks.ts'
import { startDnsServer, type TestDnsServer } from './dns-server.ts'
import { newSlug, startTestNetwork, type TestNetwork } from './test-network.ts'

/** A domain as the API lists it. */
export interface Listed {
  host: string
  kind: string
  state?: 'pending' | 'active'
  record?: { type: string; name: string; value: string }
  reason?: string | null
}

const headers = { prefer: 'wait=10' }

/** A host that no other test uses. */
export const newHost = () => `${newSlug()}.example.org`

/** A control plane that asks a name server of the test for records, and what tests of domains do with both. */
export async function startDomainNetwork() {
  const dns = await startDnsServer()
  const env = { DOMAIN_PROOF: 'dns', DNS_RESOLVERS: dns.address }
  const network = await startTestNetwork({}, env)
  return {
    ...{ dns, network },
    ...requestsTo(network),
    ...readingFrom(network),
    setRecord: (...claims: Listed[]) => setRecord(dns, claims),
    async close() {
      await network.close()
      await dns.close()
    },
  }
}

export type DomainNetwork = Awaited<ReturnType<typeof startDomainNetwork>>

function requestsTo(network: TestNetwork) {
  async function operate(method: string, path: string, body?: unknown) {
    const sent = body === undefined ? { headers } : { body, headers }
    const answer = await network.call(method, path, sent)
    expect(answer.status).toBeLessThan(202)
    return answer.body
  }

  async function domainOf(slug: string, host: string): Promise<Listed> {
    const { body } = await network.call('GET', `/v1/tenants/${slug}/domains`)
    return body.results.find((each: Listed) => each.host === host)
  }

  return {
    ...{ operate, domainOf },
    /** Resolves to the slug of a new tenant. */
    async onboard(): Promise<string> {
      return (await operate('POST', '/v1/tenants', { slug: newSlug(), name: 'Thor' })).slug
    },
    async claim(slug: string, host: string): Promise<Listed> {
      await operate('POST', `/v1/tenants/${slug}/domains`, { host })
      return domainOf(slug, host)
    },
    check: (slug: string, host: string) =>
      operate('POST', `/v1/tenants/${slug}/domains/${host}/check`),
  }
}

function readingFrom({ database }: TestNetwork) {
  const ofTenant = 'tenant_id = (select id from control_plane.tenants where slug = $1)'
  return {
    /** Has the queue check a claim as if its time had come, and waits until it has. */
    async checkByQueue(slug: string, host: string): Promise<void> {
      await database.query(
        `update control_plane.domain_claims set check_at = now(), checked_at = null
         where ${ofTenant} and host = $2`,
        [slug, host],
      )
      await database.query('select graphile_worker.add_job($1)', [checkDomainsTask])
      const unchecked = `select from control_plane.domain_claims
        where ${ofTenant} and host = $2 and checked_at is null`
      await expect
        .poll(async () => (await database.query(unchecked, [slug, host])).rowCount)
        .toBe(0)
    },
    /** The tenant that the registry has for a host; undefined if it has none. */
    async published(host: string): Promise<string | undefined> {
      const { rows } = await database.query(
        `select entry->>'slug' as slug, gone from control_plane.registry_changes
         where host = $1 order by version desc limit 1`,
        [host],
      )
      return rows[0]?.gone === false ? rows[0].slug : undefined
    },
    async audited(slug: string): Promise<string[]> {
      const { rows } = await database.query(
        `select what from control_plane.audit_entries
         where ${ofTenant} and what like 'tenant.domain%' order by id`,
        [slug],
      )
      return rows.map(({ what }) => what)
    },
  }
}

/** Sets the values that these claims to one domain ask for. */
function setRecord(dns: TestDnsServer, claims: Listed[]): void {
  const values = claims.map(({ record }) => record?.value ?? '')
  dns.zone.set(claims[0]?.record?.name ?? '', values)
}
