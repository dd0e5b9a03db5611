import type { ClusterInventory, EnteredTenant } from '@mt/shared/internal-api/inventory'
import { servingRole } from '@mt/shared/roles'
import type { LifeStatus } from '../../../tenants/transitions.ts'
import type { Finding } from './finding.ts'
import type { KnownTenant } from './read-tenants.ts'

/** The statuses whose tenants have a placement, with the state of the placement. */
const expectedStates: Partial<Record<LifeStatus, EnteredTenant['state']>> = {
  active: 'serving',
  suspended: 'fenced',
  archived: 'fenced',
}

/** Compares the placements of tenants that nobody is changing with what exists on a cluster. */
export function comparePlacements(
  tenants: readonly KnownTenant[],
  found: ClusterInventory,
): Finding[] {
  const here = tenants.filter(({ placement }) => placement.cluster === found.cluster)
  const placed = here.filter(({ status }) => expectedStates[status] !== undefined)
  const findings = placed.flatMap((tenant) => compare(tenant, found))
  return found.seesTenants ? findings : [tenantsNotSeen(found.cluster), ...findings]
}

function compare(tenant: KnownTenant, found: ClusterInventory): Finding[] {
  const { placement } = tenant
  const { cluster, database, schema, model } = placement
  const exists =
    model === 'shared' ||
    found.schemas.some((each) => each.database === database && each.schema === schema)
  if (!exists) return [missingPlacement(tenant)]
  const roleMissing = model !== 'shared' && !found.roles.includes(servingRole(placement))
  const role = roleMissing ? [missingRole(tenant)] : []
  if (!found.seesTenants) return role
  const entered = found.tenants.find(
    (row) =>
      row.tenantId === tenant.id &&
      row.cluster === cluster &&
      row.database === database &&
      row.schema === schema,
  )
  return [...role, ...(entered ? compareEntry(tenant, entered) : [notEntered(tenant)])]
}

function compareEntry(tenant: KnownTenant, entered: EnteredTenant): Finding[] {
  const { slug, epoch, status } = tenant
  const expected = expectedStates[status]
  const findings: Finding[] = []
  if (entered.epoch > epoch) {
    findings.push({
      code: 'epoch_differs',
      subject: slug,
      message: `the placement of ${slug} is at epoch ${entered.epoch}, its registry entry at ${epoch}: its requests are refused`,
      fix: 'the control plane’s database is older than the placement; see docs/runbooks/doctor-findings.md#epoch_differs',
    })
  }
  if (entered.state !== expected) {
    findings.push({
      code: 'state_differs',
      subject: slug,
      message: `${slug} is ${status}, but its placement is ${entered.state} instead of ${expected}`,
      fix:
        expected === 'serving'
          ? `tenantctl suspend ${slug} && tenantctl resume ${slug}`
          : `retry the operation that failed: tenantctl operations list --tenant ${slug}`,
    })
  }
  return findings
}

function missingPlacement({ slug, placement }: KnownTenant): Finding {
  const name = `${placement.cluster}/${placement.database}/${placement.schema}`
  return {
    code: 'place_missing',
    subject: slug,
    message: `the placement of ${slug}, ${name}, does not exist`,
    fix: 'restore it from a backup; see docs/runbooks/doctor-findings.md#place_missing',
  }
}

function missingRole({ slug, placement }: KnownTenant): Finding {
  return {
    code: 'role_missing',
    subject: slug,
    message: `the role ${servingRole(placement)}, which serves ${slug}, does not exist`,
    fix: 'create it again; see docs/runbooks/doctor-findings.md#role_missing',
  }
}

function notEntered({ slug, placement }: KnownTenant): Finding {
  return {
    code: 'tenant_not_entered',
    subject: slug,
    message: `${slug} has no row in the placements of ${placement.database}/${placement.schema}: its requests are refused`,
    fix: 'see docs/runbooks/doctor-findings.md#tenant_not_entered',
  }
}

function tenantsNotSeen(cluster: string): Finding {
  return {
    code: 'tenants_not_seen',
    subject: cluster,
    message: `the owner of cluster ${cluster} is subject to row-level security and cannot see which tenants are where`,
    fix: 'give the login in CLUSTERS the attribute BYPASSRLS',
  }
}
