import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { hostOf } from '@mt/shared/tenant'
import type { DevConfig } from '../config.ts'
import { type DemoTenant, demoAdmin, demoPassword, emailOf } from './demo-tenants.ts'
import { callJson } from './http-json.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'
import { waitUntil } from './wait-until.ts'

/** Onboards a demo tenant if it is missing, through the control plane, and waits until it is served. */
export async function onboardTenant(
  config: DevConfig,
  tenant: DemoTenant,
  signal: AbortSignal,
): Promise<void> {
  const url = serviceUrl(config, 'CONTROL_PLANE_PORT')
  const { error, response } = await createControlPlaneApi({
    ...{ url, apiKey: config.opsApiKey },
  }).POST('/v1/tenants', {
    params: { header: { prefer: 'wait=30' } },
    body: { ...tenant, ...(config.service === 'polls' ? { admin: adminOf(tenant) } : {}) },
  })
  // An earlier start has onboarded it; or it takes longer, and the wait follows below.
  if (!response.ok && response.status !== 409) {
    throw new Error(`onboarding ${tenant.slug}: ${response.status} ${JSON.stringify(error)}`)
  }
  await waitUntil({
    what: `tenant ${tenant.slug}`,
    check: () => whyNotServed(config, tenant),
    report: say,
    signal,
  })
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
