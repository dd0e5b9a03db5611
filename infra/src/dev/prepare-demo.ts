import type { DevConfig } from '../config.ts'
import { type DemoTenant, demoTenants } from './demo-tenants.ts'
import { fillTenant } from './fill-tenant.ts'
import { callJson } from './http-json.ts'
import { migrateTenants } from './migrate-tenants.ts'
import { onboardTenant } from './onboard-tenant.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'
import type { ServedTenant } from './summary.ts'
import { waitUntil } from './wait-until.ts'

/** Waits until the services are ready, then makes sure that the demo tenants exist and have content. */
export async function prepareDemo(config: DevConfig, signal: AbortSignal): Promise<ServedTenant[]> {
  for (const name of ['CONTROL_PLANE_PORT', 'DATA_PLANE_PORT', 'GATEWAY_PORT'] as const) {
    const origin = serviceUrl(config, name)
    await waitUntil({
      what: `${origin}/readyz`,
      check: () => whyNotReady(origin),
      report: say,
      signal,
    })
  }
  await migrateTenants(config, signal)
  // In parallel: while a process starts, the others can work.
  const prepare = async (tenant: DemoTenant): Promise<ServedTenant> => {
    await onboardTenant(config, tenant, signal)
    // This content belongs to polls; tenants of another service begin empty.
    if (config.service !== 'polls') return { tenant }
    return { tenant, token: await fillTenant(config, tenant) }
  }
  return Promise.all(demoTenants.map(prepare))
}

async function whyNotReady(origin: string): Promise<string | undefined> {
  try {
    const { status, body } = await callJson({ origin, path: '/readyz' })
    return status === 200 ? undefined : `${status} ${JSON.stringify(body)}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
