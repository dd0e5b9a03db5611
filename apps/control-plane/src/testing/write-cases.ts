import type { Scope } from '../api-keys/scopes.ts'
import { newSlug, type TestNetwork } from './test-network.ts'

/** A request that writes. */
export interface Sent {
  path: string
  body?: object
  headers?: Record<string, string>
  /** Releases what was held, and resolves once it has ended. */
  after?: (answer: { id: string }) => Promise<void>
}

/** One successful use of a route that writes. */
export interface WriteCase {
  /** The required scope; null if any key is enough. */
  scope: Scope | null
  /** Its audit entries, each with a table that is written in the same transaction, if there is one. */
  audited: readonly (readonly [what: string, table?: string])[]
  /** Prepares the platform so that it succeeds. */
  given: (network: TestNetwork) => Promise<Sent>
}

const waiting = { prefer: 'wait=10' }

async function change(network: TestNetwork, path: string, body?: object) {
  const { status, body: answer } = await network.call('POST', path, { body, headers: waiting })
  if (status > 202) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

/** The path of a new tenant after these verbs. */
async function tenantAfter(network: TestNetwork, ...verbs: string[]): Promise<string> {
  const { id } = await change(network, '/v1/tenants', { slug: newSlug(), name: 'Thor' })
  for (const verb of verbs) await change(network, `/v1/tenants/${id}/${verb}`)
  return `/v1/tenants/${id}`
}

function life(verb: string, what: string, before: string[], scope: Scope = 'operate'): WriteCase {
  const given = async (network: TestNetwork) => ({
    path: `${await tenantAfter(network, ...before)}/${verb}`,
  })
  return { scope, audited: [[what, 'tenants']], given }
}

/** Holds calls of this action until they are released. */
function hold(network: TestNetwork, action: string) {
  const reached = Promise.withResolvers<void>()
  const held = Promise.withResolvers<undefined>()
  network.service.behave = (asked) => {
    if (asked !== action) return undefined
    reached.resolve()
    return held.promise
  }
  async function release(): Promise<void> {
    network.service.behave = () => undefined
    held.resolve(undefined)
  }
  return { reached: reached.promise, release }
}

async function newPlan(network: TestNetwork): Promise<string> {
  return `/v1/plans/${(await change(network, '/v1/plans', { name: newSlug(), limits: {} })).id}`
}

/** A run over one tenant, which does not end before it is released. */
async function heldRun(network: TestNetwork, what: 'migrations' | 'drift') {
  const { slug } = await change(network, '/v1/tenants', { slug: newSlug(), name: 'Thor' })
  network.service.version = newSlug()
  const { reached, release } = hold(network, what === 'drift' ? 'drift' : 'migrate')
  const after = async ({ id }: { id: string }) => {
    await release()
    await ended(network, `/v1/${what}/${id}`)
  }
  return { path: `/v1/${what}`, body: { where: { tenants: [slug] } }, after, reached }
}

async function cancelledRun(network: TestNetwork, what: 'migrations' | 'drift'): Promise<Sent> {
  const { path, body, after, reached } = await heldRun(network, what)
  const { id } = await change(network, path, body)
  await reached
  return { path: `${path}/${id}/cancel`, after }
}

/** Waits for the end of a run, which ends its event stream. */
async function ended({ controlPlane, config }: TestNetwork, run: string): Promise<void> {
  const headers = { authorization: `Bearer ${config.apiKeys.bootstrap}` }
  const events = await fetch(new URL(`${run}/events`, controlPlane.url), { headers })
  await events.text()
}

async function signedIn({ controlPlane, config }: TestNetwork): Promise<Record<string, string>> {
  const origin = controlPlane.url
  const signedIn = await fetch(new URL('/console/session', origin), {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ key: config.apiKeys.bootstrap }),
  })
  return { origin, cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

/** Each route that writes, by method and path. */
export const writeCases: Record<string, WriteCase> = {
  'POST /console/session': {
    scope: null,
    audited: [['session.began', 'sessions']],
    given: async ({ controlPlane, config }) => ({
      path: '/console/session',
      body: { key: config.apiKeys.bootstrap },
      headers: { origin: controlPlane.url },
    }),
  },
  'DELETE /console/session': {
    scope: null,
    audited: [['session.ended', 'sessions']],
    given: async (network) => ({ path: '/console/session', headers: await signedIn(network) }),
  },
  'POST /v1/tenants': {
    scope: 'onboard',
    audited: [
      ['tenant.created', 'tenants'],
      ['tenant.activated', 'tenants'],
    ],
    given: async () => ({ path: '/v1/tenants', body: { slug: newSlug(), name: 'Thor' } }),
  },
  'PATCH /v1/tenants/{id}': {
    scope: 'operate',
    audited: [['tenant.changed', 'tenants']],
    given: async (network) => ({ path: await tenantAfter(network), body: { name: 'Odin' } }),
  },
  'POST /v1/tenants/{id}/suspend': life('suspend', 'tenant.suspended', []),
  'POST /v1/tenants/{id}/resume': life('resume', 'tenant.resumed', ['suspend']),
  'POST /v1/tenants/{id}/archive': life('archive', 'tenant.archived', ['suspend']),
  'POST /v1/tenants/{id}/restore': life('restore', 'tenant.restored', ['suspend', 'archive']),
  'POST /v1/tenants/{id}/delete': life('delete', 'tenant.deleted', ['suspend', 'archive']),
  'POST /v1/tenants/{id}/purge': life(
    'purge',
    'tenant.purged',
    ['suspend', 'archive', 'delete'],
    'admin',
  ),
  'POST /v1/tenants/{id}/domains': {
    scope: 'operate',
    audited: [
      ['tenant.domain_added', 'domain_claims'],
      ['tenant.domain_activated', 'registry_changes'],
    ],
    given: async (network) => ({
      path: `${await tenantAfter(network)}/domains`,
      body: { host: `${newSlug()}.example.org` },
    }),
  },
  'POST /v1/tenants/{id}/domains/{host}/check': {
    scope: 'operate',
    audited: [['tenant.domain_checked', 'domain_claims']],
    given: async (network) => {
      const [path, host] = [await tenantAfter(network), `${newSlug()}.example.org`]
      await change(network, `${path}/domains`, { host })
      return { path: `${path}/domains/${host}/check` }
    },
  },
  'DELETE /v1/tenants/{id}/domains/{host}': {
    scope: 'operate',
    audited: [['tenant.domain_removed', 'domains']],
    given: async (network) => {
      const [path, host] = [await tenantAfter(network), `${newSlug()}.example.org`]
      await change(network, `${path}/domains`, { host })
      return { path: `${path}/domains/${host}` }
    },
  },
  'POST /v1/tenants/{id}/commands/{command}': {
    scope: 'operate',
    // It changes the tenant's data, after the audit entry was written.
    audited: [['tenant.command_run']],
    given: async (network) => ({
      path: `${await tenantAfter(network)}/commands/any`,
      body: { args: {} },
    }),
  },
  'POST /v1/plans': {
    scope: 'admin',
    audited: [['plan.created', 'plans']],
    given: async () => ({ path: '/v1/plans', body: { name: newSlug(), limits: {} } }),
  },
  'PATCH /v1/plans/{id}': {
    scope: 'admin',
    audited: [['plan.changed', 'plans']],
    given: async (network) => ({ path: await newPlan(network), body: { limits: { users: 1 } } }),
  },
  'DELETE /v1/plans/{id}': {
    scope: 'admin',
    audited: [['plan.deleted', 'plans']],
    given: async (network) => ({ path: await newPlan(network) }),
  },
  'POST /v1/api-keys': {
    scope: 'admin',
    audited: [['api_key.created', 'api_keys']],
    given: async () => ({ path: '/v1/api-keys', body: { name: newSlug(), scopes: ['read'] } }),
  },
  'DELETE /v1/api-keys/{id}': {
    scope: 'admin',
    audited: [['api_key.revoked', 'api_keys']],
    given: async (network) => {
      const body = { name: newSlug(), scopes: ['read'] }
      return { path: `/v1/api-keys/${(await change(network, '/v1/api-keys', body)).id}` }
    },
  },
  'POST /v1/operations/{id}/retry': {
    scope: 'operate',
    audited: [['operation.retried', 'operations']],
    given: async (network) => {
      const path = await tenantAfter(network)
      network.service.behave = (action) => (action === 'set-state' ? 422 : undefined)
      const { id } = await change(network, `${path}/suspend`)
      network.service.behave = () => undefined
      return { path: `/v1/operations/${id}/retry` }
    },
  },
  'POST /v1/operations/{id}/cancel': {
    scope: 'operate',
    audited: [
      ['operation.cancelled', 'operations'],
      ['tenant.failed', 'tenants'],
    ],
    given: async (network) => {
      const { reached, release } = hold(network, 'provision')
      const body = { slug: newSlug(), name: 'Slow' }
      const { id } = (await network.call('POST', '/v1/tenants', { body })).body
      await reached
      return { path: `/v1/operations/${id}/cancel`, after: release }
    },
  },
  'POST /v1/migrations': {
    scope: 'operate',
    audited: [['fleet.migration_began', 'fleet_runs']],
    given: (network) => heldRun(network, 'migrations'),
  },
  'POST /v1/migrations/{id}/cancel': {
    scope: 'operate',
    audited: [['fleet.migration_cancelled', 'fleet_runs']],
    given: (network) => cancelledRun(network, 'migrations'),
  },
  'POST /v1/drift': {
    scope: 'operate',
    audited: [['fleet.drift_began', 'fleet_runs']],
    given: (network) => heldRun(network, 'drift'),
  },
  'POST /v1/drift/{id}/cancel': {
    scope: 'operate',
    audited: [['fleet.drift_cancelled', 'fleet_runs']],
    given: (network) => cancelledRun(network, 'drift'),
  },
}
