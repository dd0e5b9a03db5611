import { hostOf } from '@mt/shared/tenant'
import type { Caddy } from '../caddy.ts'
import type { DevConfig } from '../config.ts'
import { type DemoTenant, demoAdmin, demoPassword, demoUser } from './demo-tenants.ts'
import { type ServiceUrls, serviceUrl } from './service-env.ts'

export interface ServedTenant {
  tenant: DemoTenant
  /** A user's token, if the service has users. */
  token?: string
}

/**
 * The text for developers once everything is running: the tenants' addresses, and a working command for
 * each.
 */
export function summary(
  config: DevConfig,
  served: ServedTenant[],
  urls: ServiceUrls,
  caddy?: Caddy,
): string {
  const rows = served.map(({ tenant }) => [
    tenant.slug,
    tenant.isolation,
    tenantUrl(config, tenant),
  ])
  return [
    '',
    ...alignRows([['tenant', 'model', 'URL'], ...rows]),
    '',
    ...served.map((each) => curlLine(config, each)),
    '',
    ...alignRows([
      ...(served.some(({ token }) => token)
        ? [['users', `${demoAdmin} and ${demoUser} in each tenant, password ${demoPassword}`]]
        : []),
      [
        'console',
        `${serviceUrl(config, 'CONTROL_PLANE_PORT')}/console, API key ${config.opsApiKey}`,
      ],
      ['gateway', serviceUrl(config, 'GATEWAY_PORT')],
      ...(caddy ? tlsRows(config, served, caddy) : []),
      [
        'control plane',
        `${serviceUrl(config, 'CONTROL_PLANE_PORT')}, Authorization: Bearer ${config.opsApiKey}`,
      ],
      ['PostgreSQL', urls.databaseUrl],
      ['Redis', urls.redisUrl],
    ]),
    '',
    'ready; Ctrl-C stops everything',
    '',
  ].join('\n')
}

/** Caddy signs with an authority of its own, which browsers and curl have to be told of. */
function tlsRows(config: DevConfig, served: ServedTenant[], caddy: Caddy): string[][] {
  const hosts = served.map(({ tenant }) => hostOf(tenant.slug, config.baseDomain))
  return [
    ...hosts.map((host) => ['over TLS', `https://${host}:${caddy.port}`]),
    ['its authority', `${caddy.rootCertificate} (curl --cacert)`],
  ]
}

function tenantUrl(config: DevConfig, { slug }: DemoTenant): string {
  return `http://${hostOf(slug, config.baseDomain)}:${config.ports.GATEWAY_PORT}`
}

/** curl itself resolves *.localhost to this machine; for another domain it needs an option. */
function curlLine(config: DevConfig, { tenant, token }: ServedTenant): string {
  const host = hostOf(tenant.slug, config.baseDomain)
  const isLocal = /(^|\.)localhost$/.test(config.baseDomain) && config.reachHost === '127.0.0.1'
  const resolve = isLocal
    ? ''
    : ` --resolve ${host}:${config.ports.GATEWAY_PORT}:${config.reachHost}`
  const url = tenantUrl(config, tenant)
  if (token === undefined) return `curl -s${resolve} ${url}/openapi.json`
  return `curl -s${resolve} -H 'Authorization: Bearer ${token}' ${url}/polls`
}

function alignRows(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}
