import type { Orm } from '../database/open-orm.ts'

export interface DueClaim {
  tenantId: string
  host: string
}

/** How many claims one round checks, and how many of one tenant: a tenant with many does not delay the others. */
const claimsAtOnce = 100
const claimsOfOneTenant = 10

/**
 * The claims that are due, the longest due first. Each is put off for ten minutes, so that it is checked by one
 * process, and checked again if that process dies.
 */
export function takeDueClaims(orm: Orm): Promise<DueClaim[]> {
  return orm.em.fork().execute<DueClaim[]>(
    `update control_plane.domain_claims claim set check_at = now() + interval '10 minutes'
    from (
      select tenant_id, host from control_plane.domain_claims
      where check_at <= now() and (tenant_id, host) in (
        select tenant_id, host from (
          select tenant_id, host, check_at,
            row_number() over (partition by tenant_id order by check_at) as nth
          from control_plane.domain_claims where check_at <= now()) due
        where nth <= ? order by check_at limit ?)
      for update skip locked) taken
    where claim.tenant_id = taken.tenant_id and claim.host = taken.host
    returning claim.tenant_id as "tenantId", claim.host`,
    [claimsOfOneTenant, claimsAtOnce],
  )
}
