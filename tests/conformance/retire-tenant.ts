import { openApiView } from './description.ts'
import type { Platform } from './platform.ts'
import { read } from './views.ts'

/** The steps that end a tenant's life. Those that the control plane's API lacks are left out. */
const steps = ['suspend', 'archive', 'delete', 'purge']

/**
 * Removes a tenant as far as the deployment's API and the operator's key allow: a purge leaves nothing.
 * Throws if it might still be active.
 */
export async function retireTenant(target: Platform, slug: string): Promise<void> {
  const { paths } = read(await target.operate('GET', '/openapi.json'), 200, openApiView)
  const offered = steps.filter((step) => `/v1/tenants/{id}/${step}` in paths)
  for (const step of offered) {
    const { status, body } = await target.operate('POST', `/v1/tenants/${slug}/${step}`)
    if (status >= 500 || (status !== 200 && step === 'suspend' && !isPast(body))) {
      throw new Error(`${slug} could not be removed: ${JSON.stringify(body)}`)
    }
  }
}

/** A test has already taken the tenant past this step. */
function isPast(body: unknown): boolean {
  return JSON.stringify(body).includes('wrong_status')
}
