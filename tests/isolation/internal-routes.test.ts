import { newId } from '@mt/shared/ids'
import { type InternalCall, signInternalCall, signPlaneCall } from '@mt/shared/internal-call'
import { importSigningKey, newKeyTexts, signingKeyText } from '@mt/shared/keys'
import { signToken } from '@mt/shared/signed-token'
import type { TenantIdentity } from '@mt/shared/tenancy/open-scope'
import { testServers } from '@mt/shared/testing/servers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Overseer, oversee } from './parties.ts'
import { furnish, type Household, send, startPollsService } from './polls-service.ts'
import { routesOf } from './route-cases.ts'
import { writeTable } from './tables.ts'

interface InternalCase {
  /** The action that a right to this call names. */
  action: string
  /** A body that would be taken, for a tenant and a place. */
  body?(place: TenantIdentity): unknown
  /** Not about one tenant. */
  ofThePlane?: true
}

const placed = ({ placement }: TenantIdentity) => ({ placement })
const argon = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$x'

/** A case for each route of the internal document; the suite fails for a route without one. */
const cases: Record<string, InternalCase> = {
  'PUT /internal/tenants/{tenantId}/placement': {
    action: 'provision',
    body: ({ placement, epoch }) => ({ placement, epoch }),
  },
  'DELETE /internal/tenants/{tenantId}/placement': { action: 'deprovision', body: placed },
  'PUT /internal/tenants/{tenantId}/state': {
    action: 'set-state',
    body: ({ placement, epoch }) => ({ placement, epoch, state: 'fenced' }),
  },
  'POST /internal/tenants/{tenantId}/scan': { action: 'scan', body: placed },
  'POST /internal/tenants/{tenantId}/commands/{command}': {
    action: 'run-command',
    body: ({ placement, epoch }) => ({ placement, epoch, args: {} }),
  },
  'PUT /internal/tenants/{tenantId}/admin': {
    action: 'create-admin',
    body: ({ placement, epoch }) => ({
      ...{ placement, epoch },
      admin: { username: 'intruder', email: 'a@example.org', passwordHash: argon },
    }),
  },
  'PUT /internal/tenants/{tenantId}/schema': { action: 'migrate', body: placed },
  'POST /internal/tenants/{tenantId}/drift': { action: 'drift', body: placed },
  'GET /internal/inventory': { action: 'inventory', ofThePlane: true },
  'GET /internal/commands': { action: 'commands', ofThePlane: true },
  'GET /internal/version': { action: 'version', ofThePlane: true },
}

const service = await startPollsService()
const document = JSON.parse(
  (await send(`${service.internalUrl}/openapi.json`, { method: 'GET' })).text,
)
const routes = routesOf(document)
const known = routes.filter(({ name }) => name in cases)
const ofTenants = known.filter(({ name }) => !cases[name]?.ofThePlane)

let mine: TenantIdentity
let other: TenantIdentity
let household: Household
let overseer: Overseer
let before: string

beforeAll(async () => {
  mine = await service.tenant('schema')
  other = await service.tenant('schema')
  overseer = await oversee(testServers().databaseUrl, service.database)
  household = await furnish(overseer, other)
  before = await theirRows()
})
afterAll(async () => {
  await overseer[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
  await writeTable('internal-routes', { routes: known.map(({ name }) => name) })
})

describe('the document of the internal API', () => {
  it('has a case for each of its routes, and no other', () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(cases).sort())
  })
})

describe.each(known)('$name', ({ name, method, path }) => {
  const wanted = cases[name] as InternalCase
  const target = (tenantId: string) =>
    `${service.internalUrl}${path.replace('{tenantId}', tenantId).replace('{command}', 'list-users')}`

  it('takes no call without a right, or with a false one', async () => {
    for (const [kind, right] of await falseRights(wanted)) {
      const { status } = await send(target(mine.tenantId), {
        method,
        body: wanted.body?.(mine),
        headers: right === undefined ? {} : { authorization: `Bearer ${right}` },
      })
      expect({ kind, refused: status === 401 || status === 403 }).toEqual({ kind, refused: true })
    }
  })

  it('takes no right to another action', async () => {
    for (const action of ['other', `${wanted.action}x`]) {
      const call = { tenantId: mine.tenantId, operationId: newId(), action }
      const url = target(mine.tenantId).replace(service.internalUrl, '')
      const { status } = await service.callInternal(call, method, url, wanted.body?.(mine))
      expect(status).toBeOneOf([401, 403])
      const planeRight = await signPlaneCall(service.internalKey, { action })
      const headers = { authorization: `Bearer ${planeRight}` }
      const asked = await send(target(mine.tenantId), {
        method,
        headers,
        body: wanted.body?.(mine),
      })
      expect(asked.status).toBeOneOf([401, 403])
    }
  })
})

describe.each(ofTenants)('$name', ({ name, method, path }) => {
  const { action, body } = cases[name] as InternalCase
  const target = (tenantId: string) =>
    path.replace('{tenantId}', tenantId).replace('{command}', 'list-users')
  const right = (tenantId: string): InternalCall => ({ tenantId, operationId: newId(), action })

  it('takes no right to another tenant', async () => {
    const { status } = await service.callInternal(
      right(mine.tenantId),
      method,
      target(other.tenantId),
      body?.(other),
    )
    expect(status).toBe(403)
    expect(await theirRows()).toBe(before)
  })

  it('does nothing in another tenant’s place', async () => {
    const { text } = await service.callInternal(
      right(mine.tenantId),
      method,
      target(mine.tenantId),
      body?.(other),
    )
    expect(text).not.toContain(household.secret)
    expect(await theirRows()).toBe(before)
    expect(await placementsThere()).toEqual([{ tenant_id: other.tenantId, state: 'serving' }])
  })
})

/** What might be taken for a right and is none. */
async function falseRights({
  action,
  ofThePlane,
}: InternalCase): Promise<[string, string | undefined][]> {
  const { internalKey, assertionKey } = service
  const call = { tenantId: mine.tenantId, operationId: newId(), action }
  const kind = { typ: 'internal-call', issuer: 'control-plane', audience: 'polls-internal' }
  const stranger = await importSigningKey(
    signingKeyText.parse((await newKeyTexts(internalKey.kid)).signing),
  )
  const { tenantId, operationId, ...rest } = call
  const [tenantless, operationless] = [
    { operationId, ...rest },
    { tenantId, ...rest },
  ]
  const assertion = { ...mine, slug: 'thor', ...call }
  return [
    ['none', undefined],
    ['nonsense', 'x'],
    ['a stranger’s', await signInternalCall(stranger, call)],
    ['the gateway’s', await signInternalCall(assertionKey, call)],
    ['an assertion', await service.signAssertion(assertion, 'polls')],
    [
      'an assertion by this key',
      await signToken(
        internalKey,
        { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' },
        assertion,
        60,
      ),
    ],
    ['another audience', await signToken(internalKey, { ...kind, audience: 'polls' }, call, 60)],
    ['one that has ended', await signToken(internalKey, kind, call, -60)],
    [
      'one for a tenant, or for none',
      await signToken(internalKey, kind, ofThePlane ? call : tenantless, 60),
    ],
    ['one for no operation', await signToken(internalKey, kind, operationless, 60)],
  ]
}

function theirRows(): Promise<string> {
  return overseer.rowsOf({
    ...{ tenantId: other.tenantId, schema: other.placement.schema, secret: household.secret },
    ...{ userId: household.user, pollId: household.poll, choiceId: household.choice },
  })
}

function placementsThere(): Promise<unknown[]> {
  return overseer.query(`select tenant_id, state from "${other.placement.schema}".placements`)
}
