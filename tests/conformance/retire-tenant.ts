import { openApiView } from './description.ts'
import type { Platform } from './platform.ts'
import { read } from './views.ts'

/** The way out of a tenant's life. What the control plane's API does not offer is left out. */
const steps = ['suspend', 'archive', 'delete', 'purge']

/**
 * Takes a tenant as far out of the world as the deployment's API and the operator's key allow: where
 * there is a purge, nothing is left. Throws when it might still be active.
 */
export async function retireTenant(target: Platform, slug: string): Promise<void> {
  const { paths } = read(await target.operate('GET', '/openapi.json'), 200, openApiView)
  const offered = steps.filter((step) => `/v1/tenants/{id}/${step}` in paths)
  for (const step of offered) {
    const { status, body } = await target.operate('POST', `/v1/tenants/${slug}/${step}`)
    if (status >= 500 || (status !== 200 && step === 'suspend' && !isPast(body))) {
      throw new Error(`${slug} stays: ${JSON.stringify(body)}`)
    }
  }
}

/** A test has taken the tenant further than this step already. */
function isPast(body: unknown): boolean {
  return JSON.stringify(body).includes('wrong_status')
}
