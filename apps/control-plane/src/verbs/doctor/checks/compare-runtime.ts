import { type RuntimeTenant, runningParts } from '../../../runtimes/runtime.ts'
import { shouldRun } from '../../../supervision/read-books.ts'
import type { Finding } from './finding.ts'
import type { KnownTenant } from './read-tenants.ts'

export interface Books {
  /** Dedicated tenants that nobody is changing. */
  steady: readonly KnownTenant[]
  /** All tenants of which something may be left. */
  known: readonly KnownTenant[]
}

/** In what a runtime differs from the books: what runs without a tenant, and tenants without what should run. */
export function compareRuntime(
  { steady, known }: Books,
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
    message: `the runtime has processes or a volume of ${tenantId} (${slug}), whom the books do not know`,
    fix: 'see docs/runbooks/doctor-findings.md#runtime_without_tenant',
  }
}

function down({ slug }: KnownTenant, parts: string[]): Finding {
  return {
    code: 'runtime_down',
    subject: slug,
    message: `${slug} is served, and its ${parts.join(' and ')} ${parts.length > 1 ? 'do' : 'does'} not run`,
    fix: 'the control plane starts it again; when it does not, see docs/runbooks/dedicated-down.md',
  }
}

function outdated({ slug }: KnownTenant): Finding {
  return {
    code: 'runtime_outdated',
    subject: slug,
    message: `${slug} is served by a service of another version or configuration than the control plane’s`,
    fix: 'the control plane replaces one such service after another; while another tenant is down, it waits',
  }
}

function notStopped({ slug, status }: KnownTenant, parts: string[]): Finding {
  return {
    code: 'runtime_not_stopped',
    subject: slug,
    message: `${slug} is ${status}, and its ${parts.join(' and ')} ${parts.length > 1 ? 'run' : 'runs'}`,
    fix: `tenantctl operations list --tenant ${slug}, and retry the one that failed`,
  }
}
