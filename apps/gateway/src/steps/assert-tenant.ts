import { assertionHeader, type SignAssertion } from '@mt/shared/assertion'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from '../gateway-env.ts'
import type { HeaderList } from '../transport/exchange-ends.ts'

/** Sets the only header that an upstream believes: whose request this is, signed for that upstream alone. */
export function assertTenant(signAssertion: SignAssertion) {
  return createMiddleware<GatewayEnv>(async function assertTenant(c, next) {
    c.get('upstreamHeaders').push(assertionHeader, assertionOf(c.get('entry'), signAssertion))
    await next()
  })
}

/** The same headers with another assertion. */
export function withAssertion(headers: HeaderList, assertion: string): HeaderList {
  const others = headers.filter((_, i) => headers[i - (i % 2)] !== assertionHeader)
  return [...others, assertionHeader, assertion]
}

/** The assertion for the tenant, signed for the upstream that its entry names. */
export function assertionOf(entry: RegistryEntry, signAssertion: SignAssertion): string {
  return signAssertion(entry, entry.upstream.name)
}
