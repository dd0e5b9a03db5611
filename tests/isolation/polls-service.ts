import { createHash, randomBytes } from 'node:crypto'
import { readConfig } from '@mt/data-plane/config'
import { startDataPlane } from '@mt/data-plane/start'
import { newPlatformSecrets, secretsByService } from '@mt/infra/platform/platform-secrets'
import { polls } from '@mt/polls/service'
import { assertionHeader, createAssertionSigner, type SignAssertion } from '@mt/shared/assertion'
import { newId } from '@mt/shared/ids'
import { type InternalCall, signInternalCall } from '@mt/shared/internal-call'
import { importSigningKey, type SigningKey, signingKeyText } from '@mt/shared/keys'
import { type IsolationModel, type Placement, serviceOf } from '@mt/shared/placement'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { removeKeys } from '@mt/shared/testing/remove-keys'
import { testServers } from '@mt/shared/testing/servers'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'
import { dropService } from '@mt/tenancy/testing/drop-service'
import { request } from 'undici'
import { untilReady } from '../until-ready.ts'
import { createDedicatedHomes, type Home } from './dedicated-homes.ts'
import type { Overseer } from './parties.ts'

/** Polls alone, without a gateway, with keys that the test holds. */
export interface PollsService extends AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
  readonly database: string
  readonly assertionKey: SigningKey
  readonly internalKey: SigningKey
  signAssertion: SignAssertion
  /** A new tenant; a dedicated one is launched with its own service and PostgreSQL. */
  tenant(model: IsolationModel): Promise<TenantIdentity>
  homeOf(tenant: TenantIdentity): Home
  callInternal(at: Home, call: InternalCall, request: InternalRequest): Promise<Answer>
}

export interface InternalRequest {
  method: string
  path: string
  body?: unknown
}

export interface Answer {
  status: number
  text: string
  headers: Record<string, string | string[] | undefined>
}

/** Starts it; with `pooler` (host:port) it connects through that. */
export async function startPollsService(pooler?: string): Promise<PollsService> {
  const { databaseUrl, redisUrl } = testServers()
  const secrets = await newPlatformSecrets()
  const { assertion, internal } = secrets
  const database = newDatabaseName('polls')
  const running = await startDataPlane(
    polls,
    readConfig(polls, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      DATA_PLANE_PORT: '0',
      DATA_PLANE_INTERNAL_PORT: '0',
      DATA_PLANE_METRICS_PORT: '0',
      DATA_PLANE_DATABASE: database,
      DATA_PLANE_MAX_CONNECTIONS: '12',
      CLUSTERS: `c1=${databaseUrl}`,
      ...(pooler ? { CLUSTER_POOLERS: `c1=${pooler}` } : {}),
      REDIS_URL: redisUrl,
      ...secretsByService(secrets).dataPlane,
    }),
  )
  const assertionKey = await importSigningKey(signingKeyText.parse(assertion.signing))
  const internalKey = await importSigningKey(signingKeyText.parse(internal.signing))
  const dedicated = createDedicatedHomes({
    assertion: assertion.verifying,
    internal: internal.verifying,
  })
  const pooled: Home = { ...running, service: polls.name, databaseUrl }
  const homeOf: PollsService['homeOf'] = ({ tenantId }) => dedicated.find(tenantId) ?? pooled
  await untilReady([running.url])

  const callInternal: PollsService['callInternal'] = async (at, call, { method, path, body }) => {
    const capability = await signInternalCall(internalKey, call, at.service)
    const headers = { authorization: `Bearer ${capability}` }
    return send(`${at.internalUrl}${path}`, { method, headers, body })
  }
  const provision = async (identity: TenantIdentity) => {
    const { tenantId, placement, epoch } = identity
    const call = { tenantId, operationId: newId(), action: 'provision' }
    const path = `/internal/tenants/${tenantId}/placement`
    const body = { placement, epoch }
    const answer = await callInternal(homeOf(identity), call, { method: 'PUT', path, body })
    if (answer.status >= 300) throw new Error(`provision: ${answer.status} ${answer.text}`)
  }

  return {
    url: running.url,
    internalUrl: running.internalUrl,
    database,
    assertionKey,
    internalKey,
    signAssertion: createAssertionSigner(assertionKey),
    callInternal,
    homeOf,
    async tenant(model) {
      const identity = { tenantId: newId(), placement: placementIn(database, model), epoch: 1 }
      if (model === 'dedicated') await dedicated.launch(identity)
      await provision(identity)
      return identity
    },
    async [Symbol.asyncDispose]() {
      await dedicated[Symbol.asyncDispose]()
      await running.close()
      await dropService(databaseUrl, database)
      await removeKeys(redisUrl, 'polls')
    },
  }
}

/** The placement of tenants of the model `shared`. */
export function sharedPlacement(database: string): Placement {
  return { model: 'shared', cluster: 'c1', database, schema: 'shared' }
}

function placementIn(database: string, model: IsolationModel): Placement {
  const own = newDatabaseName('t')
  switch (model) {
    case 'shared':
      return sharedPlacement(database)
    case 'schema':
      return { model, cluster: 'c1', database, schema: own }
    case 'database':
      return { model, cluster: 'c1', database: own, schema: 'tenant' }
    case 'dedicated':
      return { model, cluster: `d_${own}`, database: own, schema: 'tenant' }
  }
}

/** Sends one request; a stream is left once its head has arrived. */
export async function send(
  url: string,
  { method, headers, body }: { method: string; headers?: Record<string, string>; body?: unknown },
): Promise<Answer> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (String(answer.headers['content-type']).includes('event-stream')) {
    answer.body.on('error', () => {}).destroy()
    return { status: answer.statusCode, text: '', headers: answer.headers }
  }
  return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers }
}

/** A tenant with a user, an admin and one of everything, all marked with its secret. */
export interface Household {
  identity: TenantIdentity
  secret: string
  userToken: string
  adminToken: string
  user: string
  admin: string
  poll: string
  choice: string
  vote: string
}

export async function furnish(overseer: Overseer, identity: TenantIdentity): Promise<Household> {
  const household: Household = {
    identity,
    secret: `secret-${newId()}`,
    userToken: randomBytes(32).toString('base64url'),
    adminToken: randomBytes(32).toString('base64url'),
    ...{ user: newId(), admin: newId(), poll: newId(), choice: newId(), vote: newId() },
  }
  await overseer.run(furnitureSql(household))
  return household
}

function furnitureSql({ identity, secret, ...h }: Household): string {
  const { tenantId, placement } = identity
  const at = (table: string) => `"${placement.schema}".${table}`
  const user = (id: string, role: string) =>
    `insert into ${at('users')} (tenant_id, id, username, email, password_hash, role, created_at)
     values ('${tenantId}', '${id}', '${role}-${id}-${secret}', '${secret}@example.org', 'x', '${role}', now());`
  const token = (owner: string, text: string) =>
    `insert into ${at('tokens')} (tenant_id, id, user_id, token_hash, created_at, expires_at)
     values ('${tenantId}', '${newId()}', '${owner}', '${createHash('sha256').update(text).digest('hex')}', now(), now() + interval '1 day');`
  return `${user(h.user, 'user')} ${user(h.admin, 'admin')}
    ${token(h.user, h.userToken)} ${token(h.admin, h.adminToken)}
    insert into ${at('polls')} (tenant_id, id, question, created_by_id, pub_date)
      values ('${tenantId}', '${h.poll}', '${secret}', '${h.admin}', now());
    insert into ${at('choices')} (tenant_id, id, poll_id, choice_text, votes)
      values ('${tenantId}', '${h.choice}', '${h.poll}', '${secret}', 1);
    insert into ${at('votes')} (tenant_id, id, poll_id, choice_id, voted_by_id, created_at)
      values ('${tenantId}', '${h.vote}', '${h.poll}', '${h.choice}', '${h.user}', now());`
}

/** The header that the gateway would set for the tenant. */
export async function asserted(
  { signAssertion }: Pick<PollsService, 'signAssertion'>,
  identity: TenantIdentity,
): Promise<Record<string, string>> {
  const service = serviceOf(polls.name, identity.placement, identity.tenantId)
  return { [assertionHeader]: await signAssertion({ ...identity, slug: 'thor' }, service) }
}
