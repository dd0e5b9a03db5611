import { type RuntimeTenant, runningParts } from '../../../runtimes/runtime.ts'
import { shouldRun } from '../../../supervision/read-desired-state.ts'
import type { Finding } from './finding.ts'
import type { KnownTenant } from './read-tenants.ts'

export interface KnownTenants {
  /** Dedicated tenants that nobody is changing. */
  steady: readonly KnownTenant[]
  /** All tenants that may have left something. */
  known: readonly KnownTenant[]
}

/** Compares a runtime with the desired state: finds what runs without a tenant, and tenants without what should run. */
export function compareRuntime(
  { steady, known }: KnownTenants,
  found: readonly RuntimeTenant[],
): Finding[] {
  const byId = new Map(found.map((tenant) => [tenant.tenantId, tenant]))
  const ids = new Set(known.map(({ id }) => id))
  const strays = found.filter(({ tenantId }) => !ids.has(tenantId))
  return [
    ...strays.map(withoutTenant),
    ...steady.flatMap((tenant) => compareOne(tenant, byId.get(tenant.id))),
  ]
}

function compareOne(tenant: KnownTenant, found: RuntimeTenant | undefined): Finding[] {
  const not = (state: string) =>
    runningParts.filter((part) => (found?.parts[part].state ?? 'stopped') !== state)
  if (shouldRun(tenant)) {
    const missing = not('running')
    if (missing.length > 0) return [down(tenant, missing)]
    return found?.outdated ? [outdated(tenant)] : []
  }
  const running = not('stopped')
  return running.length > 0 ? [notStopped(tenant, running)] : []
}

function withoutTenant({ tenantId, slug }: RuntimeTenant): Finding {
  return {
    code: 'runtime_without_tenant',
    subject: tenantId,
    message: `the runtime has processes or a volume of ${tenantId} (${slug}), a tenant that the control plane does not know`,
    fix: 'see docs/runbooks/doctor-findings.md#runtime_without_tenant',
  }
}

function down({ slug }: KnownTenant, parts: string[]): Finding {
  return {
    code: 'runtime_down',
    subject: slug,
    message: `${slug} should be served, but its ${parts.join(' and ')} ${parts.length > 1 ? 'are' : 'is'} not running`,
    fix: 'the control plane starts it again; if it does not, see docs/runbooks/dedicated-down.md',
  }
}

function outdated({ slug }: KnownTenant): Finding {
  return {
    code: 'runtime_outdated',
    subject: slug,
    message: `${slug} is served by a service of another version or configuration than the control plane’s`,
    fix: 'the control plane replaces such services one after another; it waits while another tenant is down',
  }
}

function notStopped({ slug, status }: KnownTenant, parts: string[]): Finding {
  return {
    code: 'runtime_not_stopped',
    subject: slug,
    message: `${slug} is ${status}, but its ${parts.join(' and ')} ${parts.length > 1 ? 'are' : 'is'} still running`,
    fix: `retry the operation that failed: tenantctl operations list --tenant ${slug}`,
  }
}
