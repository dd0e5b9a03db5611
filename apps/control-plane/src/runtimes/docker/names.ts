import { type LaunchSpec, type RunningPart, runningParts } from '../runtime.ts'

/** What a tenant's things are called in Docker. A platform's name keeps two of them on one engine apart. */
export interface TenantNames {
  network: string
  volume: string
  postgres: string
  service: string
  /** A container in which a release before this one runs the service. */
  formerService: string
}

/**
 * What releases before this one called a tenant's service: in its container's name, and as its part. Labels
 * of a container cannot be changed: one of theirs is found by this until a launch replaces it.
 */
const formerServiceName = 'polls'

/** The names of a tenant's things: of the platform and the tenant's id alone, so that they are found without books. */
export function namesOf(platform: string, tenantId: string): TenantNames {
  const tenant = `${platform}-t-${tenantId}`
  return {
    network: tenant,
    volume: `${tenant}-data`,
    postgres: `${tenant}-postgres`,
    service: `${tenant}-service`,
    formerService: `${tenant}-${formerServiceName}`,
  }
}

/**
 * The labels by which everything that this runtime made is found, whatever the books say. Their prefix is
 * as old as the volumes that bear it, whose labels Docker does not change either.
 */
export const labelNames = {
  platform: 'polls.platform',
  tenant: 'polls.tenant',
  slug: 'polls.slug',
  part: 'polls.part',
  /** What the container was made of; where it differs, the container is made anew at its next start. */
  recipe: 'polls.recipe',
  /** When the control plane that made it had started, in milliseconds: of two that differ, the later one knows better. */
  configuredAt: 'polls.configured-at',
  cluster: 'polls.cluster',
} as const

export function labelsOf(
  platform: string,
  { tenantId, slug, cluster }: LaunchSpec,
  part?: RunningPart,
) {
  return {
    [labelNames.platform]: platform,
    [labelNames.tenant]: tenantId,
    [labelNames.slug]: slug,
    [labelNames.cluster]: cluster,
    ...(part ? { [labelNames.part]: part } : {}),
  }
}

/** A filter of Docker's lists and events: what belongs to the platform, or to one tenant of it. */
export function filterOf(platform: string, tenantId?: string): { label: string[] } {
  const tenant = tenantId === undefined ? [] : [`${labelNames.tenant}=${tenantId}`]
  return { label: [`${labelNames.platform}=${platform}`, ...tenant] }
}

/** Which part of its tenant a container is, whichever release made it; undefined for what is none. */
export function partOf(labels: Readonly<Record<string, string>>): RunningPart | undefined {
  const part = labels[labelNames.part]
  if (part === formerServiceName) return 'service'
  return runningParts.find((each) => each === part)
}
