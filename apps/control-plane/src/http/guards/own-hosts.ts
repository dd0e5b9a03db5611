import { isIP } from 'node:net'
import { Problem } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import { z } from 'zod'

/** These always mean this machine, whatever DNS answers. */
const loopback = ['localhost', '127.0.0.1', '[::1]']
const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export interface HostConfig {
  /** The address that the service listens on. */
  bindHost: string
  /** The console's origin in operators' browsers. */
  origin: string | undefined
  /** Further host names. */
  hosts: readonly string[]
}

/** The hosts that requests to this service may name, in the form that hostNameOf returns. */
export function ownHosts({ bindHost, origin, hosts }: HostConfig): string[] {
  const bound = everyAddress.has(bindHost) ? [] : [bracketed(bindHost)]
  const console = origin === undefined ? [] : [new URL(origin).hostname]
  return [...loopback, ...bound, ...console, ...hosts]
}

/** A schema for host names and addresses, separated by commas or spaces, in an environment variable. */
export function hostNames() {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const hosts = text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(bracketed)
      if (hosts.every((host) => hostNameOf(host) === host)) return hosts
      context.addIssue({
        code: 'custom',
        message: 'must be host names or addresses such as control-plane,ops.example.org',
      })
      return z.NEVER
    })
}

/**
 * Refuses requests for other hosts with 421. A browser sends the host that its page was loaded from, so
 * a page whose name was rebound to this address (DNS rebinding) sends its own name, and a page of this
 * service one of `hosts`. Ports are not compared: a tunnel or proxy may listen on any port.
 */
export function requireOwnHost(hosts: readonly string[]) {
  const own: ReadonlySet<string> = new Set(hosts)
  return createMiddleware(async function requireOwnHost(c, next) {
    const host = hostNameOf(c.req.header('host'))
    if (host === undefined || !own.has(host)) throw misdirected()
    await next()
  })
}

/** The host in a Host header: in lower case, without the port, an IPv6 address in brackets. */
function hostNameOf(header = ''): string | undefined {
  const address = /^(\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(header)?.[1]
  return address?.toLowerCase() ?? normalizeHost(header)
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

function misdirected(): Problem {
  return new Problem(421, 'misdirected_request', 'Misdirected request', {
    detail:
      'the control plane does not accept this Host header: use one of its own hosts, or add this one to CONTROL_PLANE_HOSTS',
  })
}
