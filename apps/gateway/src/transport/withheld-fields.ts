/**
 * What no answer of a service carries to a client, and why. A service speaks for its tenant's host and
 * for nothing beside it; browsers, and proxies before the gateway, would take these for more. Tenants'
 * hosts are one site to a browser, and share what terminates TLS.
 */
export const withheldFields = {
  'strict-transport-security':
    'whether a host and those below it are reached over TLS alone is for what terminates TLS',
  'public-key-pins': 'pins the keys of what terminates TLS, for hosts below this one too',
  'public-key-pins-report-only': 'as public-key-pins',
  'expect-ct': 'judges the certificate of what terminates TLS',
  'alt-svc': 'sends a host’s clients to another server, past the gateway, for as long as it says',
  'clear-site-data':
    '"cookies" clears those of the whole registrable domain: everybody is signed out',
  nel: 'has errors of hosts below this one reported as well (include_subdomains)',
  'report-to': 'names where such reports go, for hosts below this one as well',
  'set-cookie2': 'an older Set-Cookie, which names a Domain too',
  'x-accel-redirect': 'has nginx answer with what it alone can reach',
  'x-sendfile': 'has Apache and others answer with a file of their own',
  'x-lighttpd-send-file': 'has lighttpd answer with a file of its own',
  'x-reproxy-url': 'has Perlbal and others answer with what they alone can reach',
} as const

/**
 * Whether a Set-Cookie is for `host` alone, or for what lies below it: it names no Domain, or `host`
 * itself (RFC 6265, 5.2.3). Of several the last one counts, but browsers skip what they find too long or
 * empty, each in its own way: all of them have to be good.
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

/** `x-tenant` and all that begins so, with any sign where the hyphen stands: some servers fold those too. */
export function isTenantHeader(name: string): boolean {
  return name.charCodeAt(0) === 0x78 && /^x[^a-z0-9]+tenant/.test(name)
}
