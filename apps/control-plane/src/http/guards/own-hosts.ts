import { isIP } from 'node:net'
import { Problem } from '@mt/shared/http/problem'
import { normalizeHost } from '@mt/shared/tenant'
import { createMiddleware } from 'hono/factory'
import { z } from 'zod'

/** Nobody but this machine can be meant by these, whatever a name server says. */
const loopback = ['localhost', '127.0.0.1', '[::1]']
const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::'])

export interface Named {
  /** The address that the service listens on. */
  bindHost: string
  /** Where operators' browsers reach it. */
  origin: string | undefined
  /** Its other names. */
  hosts: readonly string[]
}

/** The hosts by which this service may be asked, as hostNameOf spells them. */
export function ownHosts({ bindHost, origin, hosts }: Named): string[] {
  const bound = everyAddress.has(bindHost) ? [] : [bracketed(bindHost)]
  const console = origin === undefined ? [] : [new URL(origin).hostname]
  return [...loopback, ...bound, ...console, ...hosts]
}

/** Names and addresses, with commas or blanks between, for use in an environment schema. */
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
      context.addIssue({ code: 'custom', message: 'must look like control-plane,ops.example.org' })
      return z.NEVER
    })
}

/**
 * Refuses what is asked of another host: 421. A browser names the host that a page was loaded from, so
 * that a page whose name was rebound to this address (DNS rebinding) says its own name, and a page of
 * this service one of `hosts`. Ports are not compared: which one leads here is the tunnel's or proxy's
 * to choose, and no name is foreign for its port.
 */
export function requireOwnHost(hosts: readonly string[]) {
  const own: ReadonlySet<string> = new Set(hosts)
  return createMiddleware(async function requireOwnHost(c, next) {
    const host = hostNameOf(c.req.header('host'))
    if (host === undefined || !own.has(host)) throw misdirected()
    await next()
  })
}

/** The host in a Host field: in lower case, without port, an IPv6 address in brackets. */
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
      'the control plane does not go by the host that the request names: ask it by another, or add the host to CONTROL_PLANE_HOSTS',
  })
}
