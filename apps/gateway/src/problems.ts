import { assertNever } from '@mt/shared/assert-never'
import { Problem } from '@mt/shared/http/problem'
import type { TenantStatus } from '@mt/shared/tenant'

/** The gateway's own answers. Their codes are stable. */

/**
 * The same document for a host that never existed, that cannot exist, or that belongs to a deleted tenant.
 */
export const unknownHost = () =>
  new Problem(404, 'unknown_host', 'Nothing is served on this host', {
    forPeople: {
      heading: 'There is no site at this address',
      text: 'Please check the address for a typing error.',
    },
  })

const tenantSuspended = () =>
  new Problem(403, 'tenant_suspended', 'The tenant is suspended', {
    forPeople: {
      heading: 'This site is suspended',
      text: 'Nothing is lost. If the site is yours, ask its operator how to resume it.',
    },
  })

const tenantArchived = () =>
  new Problem(410, 'tenant_archived', 'The tenant is archived', {
    forPeople: {
      heading: 'This site is closed',
      text: 'It was archived with all its data. If it is yours, its operator can restore it.',
    },
  })

const tenantNotReady = () =>
  new Problem(503, 'tenant_not_ready', 'The tenant is not ready yet', {
    ...retryAfter(2),
    forPeople: { heading: 'This site is being prepared', text: 'It will be ready in a moment.' },
  })

export const rateLimited = (afterS: number) =>
  new Problem(429, 'rate_limited', 'Too many requests', {
    ...retryAfter(afterS),
    forPeople: tooMuch,
  })

export const tooManyInFlight = () =>
  new Problem(429, 'too_many_in_flight', 'Too many requests at once', {
    ...retryAfter(1),
    forPeople: tooMuch,
  })

const tooMuch = {
  heading: 'Too many requests',
  text: 'This site gets more requests than it may have at the moment.',
}

/** The tenant is no longer where it was a moment ago. Nothing was done. */
export const tenantMoving = () =>
  new Problem(503, 'tenant_moving', 'The tenant is being moved', {
    ...retryAfter(1),
    forPeople: { heading: 'This site is being moved', text: 'It will be back in a moment.' },
  })

export const registryUnavailable = (cause: unknown) =>
  new Problem(503, 'registry_unavailable', 'Temporarily unavailable', { ...retryAfter(1), cause })

export const upstreamUnavailable = (cause?: unknown) =>
  new Problem(503, 'upstream_unavailable', 'Temporarily unavailable', { ...retryAfter(1), cause })

/** The tenant has as many exchanges with its service as it may have. The service itself may be fine. */
export const upstreamBusy = (cause: unknown) =>
  new Problem(503, 'upstream_unavailable', 'Temporarily unavailable', {
    ...retryAfter(1),
    detail: 'The tenant has as many requests under way with its service as it may have.',
    cause,
  })

/** The bodies of requests under way use all of their memory, or this tenant's bodies use its share. */
export const bodiesTooMany = () =>
  new Problem(503, 'gateway_busy', 'Temporarily unavailable', {
    ...retryAfter(1),
    detail: 'The bodies of requests under way use all of the memory that they may have.',
  })

export const bodyTimeout = () =>
  new Problem(408, 'request_timeout', 'The request takes too long to arrive', {
    headers: { connection: 'close' },
  })

/**
 * The upstream received the request and closed the connection before it answered: its effect is unknown.
 */
export const upstreamFailed = (cause: unknown) =>
  new Problem(502, 'upstream_failed', 'The service closed the connection before it answered', {
    ...retryAfter(1),
    cause,
  })

export const upstreamTimeout = (cause: unknown) =>
  new Problem(504, 'upstream_timeout', 'The service takes too long to answer', { cause })

export const badRequest = (detail: string, cause?: unknown) =>
  new Problem(400, 'bad_request', 'Bad request', { detail, cause })

export const versionNotSupported = () => new Problem(505, 'version_not_supported', 'Use HTTP/1.1')

export const bodyTooLarge = (maxBodyBytes: number) =>
  new Problem(413, 'body_too_large', 'The body is too large', {
    detail: `A body may have at most ${maxBodyBytes} bytes.`,
  })

function retryAfter(afterS: number) {
  return { headers: { 'retry-after': String(afterS) } }
}

/** The reason why requests of a tenant are not served, or undefined if they are. */
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
