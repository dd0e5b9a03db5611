import type { TenantSignals } from '@mt/data-plane/live/tenant-signals'
import type { AsUser } from './as-user.ts'

/** Runs verbs that change what others watch: after the commit, the tenant's watchers are notified. */
export function announcing(signals: TenantSignals, run: AsUser): AsUser {
  return async (c, mode, work) => {
    const result = await run(c, mode, work)
    signals.announce(c.var.tenant.tenantId)
    return result
  }
}
