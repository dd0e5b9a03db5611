import type { Exchange } from '../transport/exchange.ts'
import type { Decision } from './step.ts'

/**
 * Redirects requests for a tenant's former host to the same path on the present one: 308, which keeps method
 * and body. A deleted tenant has no present host.
 */
export function redirect({ entry, request }: Exchange): Decision {
  const { redirectTo, status } = entry
  if (!redirectTo || status === 'deleted') return undefined
  const port = /:\d{1,5}$/.exec(request.headers.host ?? '')?.[0] ?? ''
  // Without a scheme the client keeps its own, which a proxy in front of the gateway may have terminated.
  const location = `//${redirectTo}${port}${request.url}`
  return new Response(null, { status: 308, headers: { location } })
}
