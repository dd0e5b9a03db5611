import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Answered,
  answerTo,
  type ControlPlaneApi,
  createControlPlaneApi,
  type Schemas,
} from '@mt/control-plane-api/client'
import { hostOf } from '@mt/shared/tenant'
import type { DevConfig } from '../config.ts'
import { type DemoTenant, demoAdmin, demoPassword, emailOf } from './demo-tenants.ts'
import { callJson } from './http-json.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'
import { waitUntil } from './wait-until.ts'

/** How often the control plane is asked how far an onboarding is. */
const pollEveryMs = 250

/**
 * Onboards a demo tenant through the control plane, unless an earlier start has done so, and waits until it
 * is served. Throws with the reason if the onboarding fails.
 */
export async function onboardTenant(
  config: DevConfig,
  tenant: DemoTenant,
  signal: AbortSignal,
): Promise<void> {
  const url = serviceUrl(config, 'CONTROL_PLANE_PORT')
  const api = createControlPlaneApi({ url, apiKey: config.opsApiKey })
  let onboarding = await startOnboarding(api, config, tenant)
  while (onboarding.state === 'pending' || onboarding.state === 'running') {
    await sleep(pollEveryMs, undefined, { signal })
    const path = { id: onboarding.id }
    onboarding = await answerTo(api.GET('/v1/operations/{id}', { params: { path } }))
  }
  if (onboarding.state !== 'succeeded') {
    throw new Error(`the onboarding of ${tenant.slug} has ${onboarding.state}: ${onboarding.error}`)
  }
  await waitUntil({
    what: `tenant ${tenant.slug}`,
    check: () => whyNotServed(config, tenant),
    report: say,
    signal,
  })
}

type Operation = Schemas['Operation']

/** The tenant's onboarding: a new one, that of an earlier start, or a retry of that if it has failed. */
async function startOnboarding(
  api: ControlPlaneApi,
  config: DevConfig,
  tenant: DemoTenant,
): Promise<Operation> {
  const body = { ...tenant, ...(config.service === 'polls' ? { admin: adminOf(tenant) } : {}) }
  const made = await api.POST('/v1/tenants', { body })
  if (made.response.status !== 409) return operationOf(made)
  const { id } = await answerTo(
    api.GET('/v1/tenants/{id}', { params: { path: { id: tenant.slug } } }),
  )
  const query = { tenant: id, kind: 'onboard', limit: 1 } as const
  const { results } = await answerTo(api.GET('/v1/operations', { params: { query } }))
  const [earlier] = results
  if (!earlier) throw new Error(`${tenant.slug} exists, but was never onboarded`)
  if (earlier.state !== 'failed' && earlier.state !== 'cancelled') return earlier
  const path = { id: earlier.id }
  return operationOf(await api.POST('/v1/operations/{id}/retry', { params: { path } }))
}

/** Without `Prefer: wait`, the answer is always an operation. */
async function operationOf(answered: Answered): Promise<Operation> {
  return (await answerTo(Promise.resolve(answered))) as Operation
}

function adminOf(tenant: DemoTenant) {
  return { username: demoAdmin, email: emailOf(demoAdmin, tenant), password: demoPassword }
}

/** Every service describes its API at this path; a tenant that is not served is refused at the edge. */
async function whyNotServed(config: DevConfig, tenant: DemoTenant): Promise<string | undefined> {
  const { status } = await callJson({
    origin: serviceUrl(config, 'GATEWAY_PORT'),
    host: hostOf(tenant.slug, config.baseDomain),
    path: '/openapi.json',
  })
  return status === 200 ? undefined : `GET /openapi.json answers ${status}`
}
