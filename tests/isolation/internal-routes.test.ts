import { newId } from '@mt/shared/ids'
import { signInternalCall, signPlaneCall } from '@mt/shared/internal-call'
import { importSigningKey, newKeyTexts, signingKeyText } from '@mt/shared/keys'
import { signToken } from '@mt/shared/signed-token'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelsOfTier } from '../tier.ts'
import type { Home } from './dedicated-homes.ts'
import { type Overseer, oversee } from './parties.ts'
import { furnish, type Household, send, startPollsService } from './polls-service.ts'
import { routesOf } from './route-cases.ts'
import { writeTable } from './tables.ts'

interface InternalCase {
  /** The action in the capability for this call. */
  action: string
  /** A valid body, for a tenant and a placement. */
  body?(identity: TenantIdentity): unknown
  /** Whether it is not about one tenant. */
  ofThePlane?: true
}

const onlyPlacement = ({ placement }: TenantIdentity) => ({ placement })
const argon = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$x'

/** A case for each route of the internal API's document; the suite fails for a route without one. */
const cases: Record<string, InternalCase> = {
  'PUT /internal/tenants/{tenantId}/placement': {
    action: 'provision',
    body: ({ placement, epoch }) => ({ placement, epoch }),
  },
  'DELETE /internal/tenants/{tenantId}/placement': { action: 'deprovision', body: onlyPlacement },
  'PUT /internal/tenants/{tenantId}/state': {
    action: 'set-state',
    body: ({ placement, epoch }) => ({ placement, epoch, state: 'fenced' }),
  },
  'POST /internal/tenants/{tenantId}/scan': { action: 'scan', body: onlyPlacement },
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
  'PUT /internal/tenants/{tenantId}/schema': { action: 'migrate', body: onlyPlacement },
  'POST /internal/tenants/{tenantId}/drift': { action: 'drift', body: onlyPlacement },
  'GET /internal/inventory': { action: 'inventory', ofThePlane: true },
  'GET /internal/commands': { action: 'list-commands', ofThePlane: true },
  'GET /internal/quotas': { action: 'list-quotas', ofThePlane: true },
  'GET /internal/version': { action: 'version', ofThePlane: true },
}

const service = await startPollsService()
const capability = await signPlaneCall(service.internalKey, { action: 'describe' }, 'polls')
const headers = { authorization: `Bearer ${capability}` }
const described = await send(`${service.internalUrl}/openapi.json`, { method: 'GET', headers })
const document = JSON.parse(described.text)
const routes = routesOf(document)
const known = routes.filter(({ name }) => name in cases)
const ofTenants = known.filter(({ name }) => !cases[name]?.ofThePlane)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await writeTable('internal-routes', { routes: known.map(({ name }) => name) })
})

describe('the document of the internal API', () => {
  it('has a case for each of its routes, and no other', () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(cases).sort())
  })
})

describe('the internal port', () => {
  const ask = (method: string, path: string, body?: unknown) =>
    send(`${service.internalUrl}${path}`, { method, ...(body === undefined ? {} : { body }) })

  it('answers only health checks without a capability', async () => {
    for (const path of ['/', '/openapi.json', '/docs', '/internal/version', '/internal/none']) {
      expect({ path, status: (await ask('GET', path)).status }).toEqual({ path, status: 401 })
    }
    const placement = `/internal/tenants/${newId()}/placement`
    for (const [path, body] of [
      [placement, {}],
      [placement, { placement: 1 }],
      ['/internal/tenants/x/state', []],
    ] as const) {
      expect((await ask('PUT', path, body)).status).toBe(401)
    }
    expect((await ask('GET', '/livez')).status).toBe(200)
    expect((await ask('GET', '/readyz')).status).toBe(200)
  })
})

const models = modelsOfTier('schema')

describe.each(models)('of tenants in the model %s', (model) => {
  let mine: TenantIdentity
  let other: TenantIdentity
  let household: Household
  let overseer: Overseer
  let before: string
  /** The service that serves `mine`. */
  let home: Home

  beforeAll(async () => {
    mine = await service.tenant(model)
    other = await service.tenant(model)
    home = service.homeOf(mine)
    overseer = await oversee(service.homeOf(other).databaseUrl, other.placement.database)
    household = await furnish(overseer, other)
    before = await theirRows()
  })
  afterAll(() => overseer[Symbol.asyncDispose]())

  const pathOf = (path: string, tenantId: string) =>
    path.replace('{tenantId}', tenantId).replace('{command}', 'list-users')

  describe.each(known)('$name', ({ name, method, path }) => {
    const known = cases[name] as InternalCase
    const sendWith = (capability: string | undefined) =>
      send(`${home.internalUrl}${pathOf(path, mine.tenantId)}`, {
        method,
        body: known.body?.(mine),
        headers: capability === undefined ? {} : { authorization: `Bearer ${capability}` },
      })

    it('refuses calls without a valid capability', async () => {
      const refused = [
        ...(await falseCapabilities(known)),
        ...(await misaddressedCapabilities(known)),
      ]
      for (const [kind, capability] of refused) {
        const { status } = await sendWith(capability)
        expect({ kind, refused: status === 401 || status === 403 }).toEqual({ kind, refused: true })
      }
    })

    it('does not reveal its input without a capability', async () => {
      const url = `${home.internalUrl}${pathOf(path, mine.tenantId)}`
      const body = known.body && { unknown: 'field' }
      expect((await send(url, { method, body, headers: {} })).status).toBe(401)
    })

    it('refuses a capability for another action', async () => {
      for (const action of ['other', `${known.action}x`]) {
        const call = { tenantId: mine.tenantId, operationId: newId(), action }
        const { internalKey } = service
        for (const capability of [
          await signInternalCall(internalKey, call, home.service),
          await signPlaneCall(internalKey, { action }, home.service),
        ]) {
          expect((await sendWith(capability)).status).toBeOneOf([401, 403])
        }
      }
    })
  })

  describe.each(ofTenants)('$name', ({ name, method, path }) => {
    const { action, body } = cases[name] as InternalCase
    const call = (owner: TenantIdentity, target: TenantIdentity) =>
      service.callInternal(
        home,
        { tenantId: owner.tenantId, operationId: newId(), action },
        { method, path: pathOf(path, target.tenantId), body: body?.(other) },
      )

    it('refuses a capability for another tenant', async () => {
      expect((await call(mine, other)).status).toBe(403)
      expect(await theirRows()).toBe(before)
    })

    it('does nothing in another tenant’s placement', async () => {
      const { text } = await call(mine, mine)
      expect(text).not.toContain(household.secret)
      expect(await theirRows()).toBe(before)
      const placements = `select tenant_id, state from "${other.placement.schema}".placements`
      expect(await overseer.query(placements)).toContainEqual({
        tenant_id: other.tenantId,
        state: 'serving',
      })
    })

    if (model === 'dedicated')
      it('does nothing for a neighbour that has a capability', async () => {
        expect((await call(other, other)).status).toBe(403)
        expect(await theirRows()).toBe(before)
      })
  })

  /** Tokens that are not valid capabilities. */
  async function falseCapabilities({
    action,
    ofThePlane,
  }: InternalCase): Promise<[string, string | undefined][]> {
    const { internalKey, assertionKey } = service
    const call = { tenantId: mine.tenantId, operationId: newId(), action }
    const audience = `${home.service}-internal`
    const kind = { typ: 'internal-call', issuer: 'control-plane', audience }
    const ownKind = ofThePlane ? { ...kind, typ: 'plane-call' } : kind
    const stranger = await importSigningKey(
      signingKeyText.parse((await newKeyTexts(internalKey.kid)).signing),
    )
    const { tenantId, operationId, ...rest } = call
    const [tenantless, operationless] = [
      { operationId, ...rest },
      { tenantId, ...rest },
    ]
    const assertion = { ...mine, slug: 'thor', ...call }
    const assertionKind = { typ: 'tenant-assertion', issuer: 'gateway', audience: home.service }
    return [
      ['none', undefined],
      ['nonsense', 'x'],
      ['a stranger’s', await signInternalCall(stranger, call, home.service)],
      ['the gateway’s', await signInternalCall(assertionKey, call, home.service)],
      ['an assertion', await service.signAssertion(assertion, home.service)],
      ['an assertion by this key', await signToken(internalKey, assertionKind, assertion, 60)],
      [
        'another audience',
        await signToken(internalKey, { ...kind, audience: home.service }, call, 60),
      ],
      ['one that has ended', await signToken(internalKey, kind, call, -60)],
      ['one without an end', await signToken(internalKey, ownKind, call)],
      ['one that lives too long', await signToken(internalKey, ownKind, call, 3_600)],
      [
        'one for a tenant, or for none',
        await signToken(internalKey, kind, ofThePlane ? call : tenantless, 60),
      ],
      ['one for no operation', await signToken(internalKey, kind, operationless, 60)],
    ]
  }

  /** Capabilities for another service, which a dedicated tenant's own service must refuse. */
  async function misaddressedCapabilities({ action, ofThePlane }: InternalCase) {
    const call = { tenantId: mine.tenantId, operationId: newId(), action }
    const others = ['polls', service.homeOf(other).service]
    const sign = (audience: string) =>
      ofThePlane
        ? signPlaneCall(service.internalKey, { action }, audience)
        : signInternalCall(service.internalKey, call, audience)
    return Promise.all(
      others
        .filter((audience) => audience !== home.service)
        .map(async (audience) => [`one for ${audience}`, await sign(audience)] as const),
    )
  }

  function theirRows(): Promise<string> {
    return overseer.rowsOf({
      ...{ tenantId: other.tenantId, schema: other.placement.schema, secret: household.secret },
      ...{ userId: household.user, pollId: household.poll, choiceId: household.choice },
    })
  }
})
