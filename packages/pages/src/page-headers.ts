import { secureHeaders } from 'hono/secure-headers'

/** The built files that are pages; all other built files are under `assets`. */
export const pages = ['index.html', 'docs.html'] as const
export type Page = (typeof pages)[number]

const policy = {
  defaultSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
}

/** The API reference draws its icons from data URLs; its scripts and styles are files like all others. */
const policyOfReference = { ...policy, imgSrc: ["'self'", 'data:'] }

/**
 * The security headers of a page or one of its files: load from this host only, run no inline script, allow
 * no frames. All hosts of a domain are one site to a browser, so other *origins* are refused, not other
 * sites.
 */
export function pageHeaders(page?: Page) {
  return secureHeaders({
    contentSecurityPolicy: page === 'docs.html' ? policyOfReference : policy,
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
    // Only the edge knows whether there is TLS.
    strictTransportSecurity: false,
  })
}
