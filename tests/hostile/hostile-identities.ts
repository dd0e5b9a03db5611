import { type HostileRequest, named, requestBytes, type Target } from './hostile-request.ts'

const signs = ['-', '_', '--', '-_', '__', '.', '!', '~', '+', "'", '*', '^', '|', '$', '%', '&']
const tails = ['', '-id', '_id', 's', '-Assertion', '_ASSERTION']
const spellings = [(name: string) => name, (name: string) => name.toUpperCase()]

/** Headers that a client may declare as hop-by-hop, although the platform needs each of them. */
const namable = [
  ...['x-tenant', 'X_Tenant', 'host', 'x-request-id', 'x-forwarded-for', 'x-forwarded-host'],
  ...[
    'traceparent',
    'content-length',
    'transfer-encoding',
    'authorization',
    'cookie',
    'connection',
  ],
  ...['close, x-tenant, close', 'x-tenant,,,', '"x-tenant"', 'keep-alive, te, upgrade, x-tenant'],
]

/** Headers in which the gateway sends services its assertions. */
const vouched = [
  ...[
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Tenant',
    'Forwarded',
  ],
  ...[
    'X_Forwarded_For',
    'X-Real-IP',
    'X-Request-Id',
    'X_Request_Id',
    'Proxy',
    'Proxy-Authorization',
  ],
  ...['X-Placement', 'Tenant_Id', 'X-Original_Host', 'HTTP2-Settings', 'Upgrade', 'TE', 'Trailer'],
]

/** Attempts to be another tenant, or to remove the gateway's headers. */
export function hostileIdentities(target: Target): HostileRequest[] {
  const { forged } = target
  const harmless = (title: string, ...headers: string[]): HostileRequest => ({
    ...{ title, outcome: 'harmless', pieces: [requestBytes(target, { headers })] },
  })
  const names = signs.flatMap((sign) => tails.map((tail) => `x${sign}tenant${tail}`))
  return [
    ...names.flatMap((name, i) => {
      const spelled = spellings[i % spellings.length]?.(name) ?? name
      return harmless(`the field ${named(spelled)}`, `${spelled}: ${forged}`)
    }),
    ...vouched.map((name) => harmless(`the field ${named(name)}`, `${name}: ${forged}`)),
    ...namable.flatMap((name) => [
      harmless(`Connection: ${name}`, `Connection: ${name}`),
      harmless(
        `Connection: ${name}, with the tenant's field`,
        `Connection: ${name}`,
        `X-Tenant: ${forged}`,
      ),
    ]),
    harmless('the tenant twice', `X-Tenant: ${forged}`, `x-tenant: ${forged}`),
    harmless('the tenant a hundred times', ...Array(100).fill(`X-Tenant: ${forged}`)),
    harmless('an empty tenant', 'X-Tenant:', `X-Tenant: ${forged}`),
  ]
}
