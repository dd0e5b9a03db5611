import { assertNever } from '@mt/shared/assert-never'
import { Problem } from '@mt/shared/http/problem'
import type { TenantStatus } from '@mt/shared/tenant'

/** The answers that the gateway gives itself. Their codes are stable. */

/** The same document for a host that never was, cannot be, or belongs to a deleted tenant. */
export const unknownHost = () => new Problem(404, 'unknown_host', 'Nothing is served on this host')

const tenantSuspended = () => new Problem(403, 'tenant_suspended', 'The tenant is suspended')

const tenantArchived = () => new Problem(410, 'tenant_archived', 'The tenant is archived')

const tenantNotReady = () =>
  new Problem(503, 'tenant_not_ready', 'The tenant is not ready yet', comeAgain(2))

export const rateLimited = (afterS: number) =>
  new Problem(429, 'rate_limited', 'Too many requests', comeAgain(afterS))

export const tooManyInFlight = () =>
  new Problem(429, 'too_many_in_flight', 'Too many requests at once', comeAgain(1))

/** The tenant is not where it was a moment ago. Nothing was done. */
export const tenantMoving = () =>
  new Problem(503, 'tenant_moving', 'The tenant is being moved', comeAgain(1))

export const registryUnavailable = (cause: unknown) =>
  new Problem(503, 'registry_unavailable', 'Temporarily unavailable', { ...comeAgain(1), cause })

export const upstreamUnavailable = (cause?: unknown) =>
  new Problem(503, 'upstream_unavailable', 'Temporarily unavailable', { ...comeAgain(1), cause })

/** The service may be well: as many exchanges with it as this tenant may have are under way already. */
export const upstreamBusy = (cause: unknown) =>
  new Problem(503, 'upstream_unavailable', 'Temporarily unavailable', {
    ...comeAgain(1),
    detail: 'As many requests of the tenant as may be at once are under way with its service.',
    cause,
  })

/** The bodies of requests that are under way take as much memory as they may, or this tenant's do. */
export const bodiesTooMany = () =>
  new Problem(503, 'gateway_busy', 'Temporarily unavailable', {
    ...comeAgain(1),
    detail: 'The bodies of requests that are under way take as much memory as they may.',
  })

export const bodyTimeout = () =>
  new Problem(408, 'request_timeout', 'The request takes too long to arrive', {
    headers: { connection: 'close' },
  })

/** The upstream took the request and broke off before it began to answer: nobody knows what it did. */
export const upstreamFailed = (cause: unknown) =>
  new Problem(502, 'upstream_failed', 'The service broke off', { ...comeAgain(1), cause })

export const upstreamTimeout = (cause: unknown) =>
  new Problem(504, 'upstream_timeout', 'The service takes too long to answer', { cause })

export const badRequest = (detail: string, cause?: unknown) =>
  new Problem(400, 'bad_request', 'Bad request', { detail, cause })

export const versionNotSupported = () => new Problem(505, 'version_not_supported', 'Speak HTTP/1.1')

export const bodyTooLarge = (maxBodyBytes: number) =>
  new Problem(413, 'body_too_large', 'The body is too large', {
    detail: `A body may have ${maxBodyBytes} bytes at most.`,
  })

function comeAgain(afterS: number) {
  return { headers: { 'retry-after': String(afterS) } }
}

/** Why the requests of a tenant are not served, undefined where they are. */
export function refusalOf(status: TenantStatus): Problem | undefined {
  switch (status) {
    case 'active':
      return undefined
    case 'suspended':
      return tenantSuspended()
    case 'provisioning':
    case 'failed':
    case 'moving':
      return tenantNotReady()
    case 'archived':
      return tenantArchived()
    case 'deleted':
      return unknownHost()
    default:
      return assertNever(status)
  }
}
