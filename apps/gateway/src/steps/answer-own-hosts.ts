import { RegistryUnavailable } from '@mt/registry/registry'
import { healthRoutes } from '@mt/shared/http/health'
import { notFound } from '@mt/shared/http/problem'
import { createMiddleware } from 'hono/factory'
import type { CertificateNames } from '../certificates/certificate-names.ts'
import type { GatewayContext } from '../context.ts'
import type { GatewayEnv } from '../gateway-env.ts'
import { registryUnavailable, unknownHost } from '../problems.ts'
import { homePage } from './home-page.ts'

/**
 * The hosts on which probes read the gateway's own health. On other hosts, the same paths are the tenant's.
 */
const healthHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1'])
const healthPaths: ReadonlySet<string> = new Set(['/livez', '/readyz'])

/** Whether a host is the gateway's own and not a tenant's. */
export function isOwnHost(host: string, baseDomain: string): boolean {
  return host === baseDomain || healthHosts.has(host)
}

/** Where a front asks before it gets a certificate, as Caddy's on_demand_tls does: `?domain=`. */
const askPath = '/tls/ask'

type OwnHostsContext = Pick<GatewayContext, 'config' | 'stopping'> & {
  registry: Pick<GatewayContext['registry'], 'canServe'>
  certificateNames: Pick<CertificateNames, 'mayHaveCertificate'>
}

/**
 * Answers on the gateway's own hosts: health and the names for certificates on the local ones, a page on the
 * bare base domain.
 */
export function answerOwnHosts(context: OwnHostsContext) {
  const { baseDomain } = context.config.service
  const health = healthRoutes(async () => {
    if (context.stopping) throw new Error('the gateway is stopping')
    if (!context.registry.canServe()) throw new Error('the registry has no source')
  })
  async function ask(name: string): Promise<Response> {
    const mayHave = await context.certificateNames.mayHaveCertificate(name).catch((error) => {
      throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
    })
    if (!mayHave) throw unknownHost()
    return new Response('yes\n')
  }

  return createMiddleware<GatewayEnv>(async function answerOwnHosts(c, next) {
    const host = c.get('host')
    const isLocal = healthHosts.has(host)
    if (isLocal && healthPaths.has(c.req.path)) return health.fetch(c.req.raw)
    if (isLocal && c.req.path === askPath) return ask(c.req.query('domain') ?? '')
    if (host === baseDomain && c.req.path === '/') return c.html(homePage(baseDomain))
    if (host === baseDomain) throw notFound()
    if (isLocal) throw unknownHost()
    return next()
  })
}
