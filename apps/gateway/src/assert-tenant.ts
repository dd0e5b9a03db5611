import { assertionHeader, type SignAssertion } from '@mt/shared/assertion'
import type { RegistryEntry } from '@mt/shared/registry/entry'
import { createMiddleware } from 'hono/factory'
import type { GatewayEnv } from './gateway-env.ts'
import type { HeaderList } from './strip-headers.ts'

/** Sets the one header that an upstream believes: whose request this is, signed for that upstream alone. */
export function assertTenant(signAssertion: SignAssertion) {
  return createMiddleware<GatewayEnv>(async function assertTenant(c, next) {
    c.get('upstreamHeaders').push(...(await assertionOf(c.get('entry'), signAssertion)))
    await next()
  })
}

/** The same headers with an assertion of what the entry says now. */
export async function assertAnew(
  headers: HeaderList,
  entry: RegistryEntry,
  signAssertion: SignAssertion,
): Promise<HeaderList> {
  const others = headers.filter((_, i) => headers[i - (i % 2)] !== assertionHeader)
  return [...others, ...(await assertionOf(entry, signAssertion))]
}

async function assertionOf(entry: RegistryEntry, signAssertion: SignAssertion) {
  return [assertionHeader, await signAssertion(entry, entry.upstream.name)] as const
}
