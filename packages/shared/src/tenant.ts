import { z } from 'zod'

/**
 * The states of a tenant's life. `provisioning -> active <-> suspended -> archived -> deleted`, with
 * `moving` while its placement changes and `failed` after an onboarding that was given up.
 */
export const tenantStatuses = [
  'provisioning',
  'active',
  'suspended',
  'archived',
  'deleted',
  'moving',
  'failed',
] as const

export type TenantStatus = (typeof tenantStatuses)[number]

/** Names that no tenant may have: they belong to the platform, or invite phishing. */
export const reservedSlugs: ReadonlySet<string> = new Set([
  ...['www', 'admin', 'api', 'app', 'apps', 'static', 'assets', 'cdn', 'console', 'control-plane'],
  ...['gateway', 'polls', 'internal', 'registry', 'metrics', 'status', 'health', 'docs', 'help'],
  ...[
    'support',
    'billing',
    'login',
    'signup',
    'auth',
    'account',
    'mail',
    'smtp',
    'ftp',
    'localhost',
  ],
  ...['root', 'system', 'postgres', 'public', 'shared', 'tenant', 'template', 'test-runner'],
])

/**
 * A new slug: a DNS label of 3 to 40 characters, [a-z0-9-], starting with a letter, ending without a hyphen, not
 * reserved, and not in the form of punycode. Tenants may have slugs that earlier rules accepted.
 */
export const slugSchema = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9-]{1,38}[a-z0-9])$/,
    'must be 3 to 40 characters of a-z, 0-9 and "-", start with a letter and not end with "-"',
  )
  .refine((slug) => !reservedSlugs.has(slug), 'is reserved')
  .refine(
    (slug) => slug.slice(2, 4) !== '--',
    'must not have “--” as its third and fourth character, which DNS reserves for punycode',
  )

/** The host on which a tenant is served under the platform's base domain. */
export function hostOf(slug: string, baseDomain: string): string {
  return `${slug}.${baseDomain}`
}

/**
 * Normalizes the host of a request to the registry's spelling: lower case, without the port and without one
 * trailing dot. Undefined for an invalid host name, so that such a value is never looked up.
 */
export function normalizeHost(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 261) return undefined
  const host = header
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '')
  return /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/.test(
    host,
  )
    ? host
    : undefined
}
