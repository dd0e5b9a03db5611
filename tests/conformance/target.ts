import { eventually } from '../eventually.ts'
import { awaitOutcome } from './await-outcome.ts'
import type { Deployment } from './deployment.ts'
import { type Answer, type Call, sendCall } from './http/call.ts'
import { openEventStream } from './http/event-stream.ts'
import { type HostCall, type Isolation, newPassword, newSlug, type Platform } from './platform.ts'
import { retireTenant } from './retire-tenant.ts'
import { createTenant, type Tenant } from './tenant.ts'
import { problemView, read, tenantAnswer } from './views.ts'

/** One request of the suite to a tenant's host, with its answer. */
export interface Exchange {
  host: string
  method: string
  path: string
  answer: Answer
}

/** A platform under test, with ways to onboard tenants and to call it. */
export interface Target extends Platform, AsyncDisposable {
  readonly deployment: Deployment
  /** All requests to tenants so far. */
  readonly exchanges: readonly Exchange[]
  /** Onboards a tenant with an admin and waits until it is served. */
  onboard(isolation: Isolation): Promise<Tenant>
}

/** The platform at a deployment's addresses. Disposing of it removes the suite's tenants. */
export function createTarget(deployment: Deployment): Target {
  const exchanges: Exchange[] = []
  const onboarded: Tenant[] = []

  const target: Target = {
    deployment,
    exchanges,
    async call(call) {
      const answer = await sendCall(addressed(deployment, call))
      exchanges.push({ host: call.host, method: call.method, path: call.path, answer })
      return answer
    },
    async stream({ host, path, ...call }) {
      const stream = await openEventStream(
        addressed(deployment, { ...call, host, method: 'GET', path }),
      )
      const { status, headers } = stream
      exchanges.push({ host, method: 'GET', path, answer: { status, headers, body: '' } })
      return stream
    },
    async operate(method, path, body) {
      const headers = { authorization: `Bearer ${deployment.key}`, prefer: 'wait=20' }
      const call = { origin: deployment.ops, headers }
      const answer = await sendCall({ ...call, method, path, body })
      return awaitOutcome(answer, (at) => sendCall({ ...call, method: 'GET', path: at }))
    },
    async onboard(isolation) {
      const tenant = await onboard(target, isolation)
      onboarded.push(tenant)
      return tenant
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(onboarded.map(({ slug }) => retireTenant(target, slug)))
    },
  }
  return target
}

function addressed(
  { gateways }: Deployment,
  { host, gateway = 0, headers, ...call }: HostCall,
): Call {
  const origin = gateways[gateway]
  if (origin === undefined) throw new Error(`the deployment has no gateway ${gateway}`)
  return { ...call, origin, headers: { host, ...headers } }
}

async function onboard(target: Target, isolation: Isolation): Promise<Tenant> {
  const slug = newSlug()
  const admin = { username: 'root', email: 'root@example.org', password: newPassword() }
  const input = { ...newTenantInput(slug, isolation), admin }
  const { hosts } = read(await target.operate('POST', '/v1/tenants', input), 201, tenantAnswer)
  const { baseDomain = '' } = target.deployment
  const host = hosts.find((name) => name.endsWith(baseDomain)) ?? hosts[0]
  const tenant = createTenant({ slug, host, isolation, adminPassword: admin.password, target })
  await eventually(async () => read(await tenant.get('/me'), 401, problemView))
  return tenant
}

/** The input to onboard a tenant without an admin. It removes the limits of the deployment's plans. */
export function newTenantInput(slug: string, isolation: Isolation) {
  return { slug, name: `Conformance ${isolation}`, isolation, limits: noLimits }
}

const noLimits = {
  requestsPerSecond: null,
  burst: null,
  requestsInFlight: null,
  users: null,
  polls: null,
}
