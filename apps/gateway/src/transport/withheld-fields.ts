/**
 * The fields that no answer of a service brings to a client, with the reasons. A service speaks only for
 * its tenant's host; browsers, and proxies before the gateway, would apply these more widely. Tenants'
 * hosts are one site to a browser, and share the front that terminates TLS.
 */
export const withheldFields = {
  'strict-transport-security':
    'only the front decides whether a host and those below it require TLS',
  'public-key-pins': 'pins the keys of the front, also for hosts below this one',
  'public-key-pins-report-only': 'as public-key-pins',
  'expect-ct': 'is about the certificate of the front',
  'alt-svc': 'sends a host’s clients to another server, past the gateway',
  'clear-site-data':
    '"cookies" clears those of the whole registrable domain, and signs everybody out',
  nel: 'also reports errors of hosts below this one (include_subdomains)',
  'report-to': 'sets where such reports go, also for hosts below this one',
  'set-cookie2': 'an older Set-Cookie, which can also name a Domain',
  'x-accel-redirect': 'makes nginx answer with something that only it can reach',
  'x-sendfile': 'makes Apache and others answer with one of their files',
  'x-lighttpd-send-file': 'makes lighttpd answer with one of its files',
  'x-reproxy-url': 'makes Perlbal and others answer with something that only they can reach',
} as const

/**
 * Whether a Set-Cookie is for `host` or hosts below it only: it names no Domain, or `host` itself (RFC
 * 6265, 5.2.3). The last of several attributes counts, but browsers skip too long or empty ones, each in
 * its own way, so all of them must be acceptable.
 */
export function isOwnCookie(setCookie: string, host: string): boolean {
  return setCookie
    .split(';')
    .slice(1)
    .every((attribute) => isOwnAttribute(attribute, host))
}

function isOwnAttribute(attribute: string, host: string): boolean {
  const [name = '', ...rest] = attribute.split('=')
  if (name.trim().toLowerCase() !== 'domain') return true
  const domain = rest.join('=').trim().toLowerCase()
  return domain === '' || domain === host || domain === `.${host}`
}

/**
 * `x-tenant` and everything that begins so, with any character in place of the hyphen: some servers map
 * those to it.
 */
export function isTenantHeader(name: string): boolean {
  return name.charCodeAt(0) === 0x78 && /^x[^a-z0-9]+tenant/.test(name)
}
