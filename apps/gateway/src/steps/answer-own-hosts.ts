import { RegistryUnavailable } from '@mt/registry/registry'
import { healthRoutes } from '@mt/shared/http/health'
import { notFound } from '@mt/shared/http/problem'
import type { CertificateNames } from '../certificates/certificate-names.ts'
import type { GatewayContext } from '../context.ts'
import { registryUnavailable, unknownHost } from '../problems.ts'
import { homePage } from './home-page.ts'
import type { Step } from './step.ts'

/**
 * The hosts on which probes read the gateway's own health. On other hosts, the same paths are the tenant's.
 */
const healthHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1'])
const healthPaths: ReadonlySet<string> = new Set(['/livez', '/readyz'])

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
export function answerOwnHosts(context: OwnHostsContext): Step {
  const { baseDomain } = context.config.service
  const health = healthRoutes(async () => {
    if (context.stopping) throw new Error('the gateway is stopping')
    if (!context.registry.canServe()) throw new Error('the registry has no source')
  })

  async function ask(query: string | undefined): Promise<Response> {
    const name = new URLSearchParams(query).get('domain') ?? ''
    const mayHave = await context.certificateNames.mayHaveCertificate(name).catch((error) => {
      throw error instanceof RegistryUnavailable ? registryUnavailable(error) : error
    })
    if (!mayHave) throw unknownHost()
    return new Response('yes\n')
  }

  return function answerOwnHosts({ host, request }) {
    const isLocal = healthHosts.has(host)
    if (!isLocal && host !== baseDomain) return undefined
    const [path = '', query] = request.url?.split('?', 2) ?? []
    if (isLocal && healthPaths.has(path)) {
      return health.request(path, { method: request.method ?? 'GET' })
    }
    if (isLocal && path === askPath) return ask(query)
    if (isLocal) throw unknownHost()
    if (path === '/') return pageOf(baseDomain)
    throw notFound()
  }
}

function pageOf(baseDomain: string): Response {
  return new Response(homePage(baseDomain), {
    headers: { 'content-type': 'text/html; charset=UTF-8' },
  })
}
