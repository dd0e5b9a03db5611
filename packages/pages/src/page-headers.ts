import { secureHeaders } from 'hono/secure-headers'

/** The built files that are pages; everything else that is built lies under `assets`. */
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
 * What browsers are told of a page or one of its files: to load from this host alone, to run no script
 * that stands in a page, to show it in nobody's frame. All hosts of a domain are one site to a browser, so
 * that other *origins* are refused, not other sites.
 */
export function pageHeaders(page?: Page) {
  return secureHeaders({
    contentSecurityPolicy: page === 'docs.html' ? policyOfReference : policy,
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
    // Whether there is TLS is the edge's to know.
    strictTransportSecurity: false,
  })
}
