import { callJson } from '@mt/infra/dev/http-json'
import { assertionHeader, createAssertionSigner } from '@mt/shared/assertion'
import { importSigningKey, signingKeyText } from '@mt/shared/keys'
import { serviceOf } from '@mt/shared/placement'
import { describe, expect, it } from 'vitest'
import { forgedAssertions } from '../isolation/forged-assertions.ts'
import { type Given, newText, type Party, type ServiceUnderTest } from './party.ts'

/** Only the gateway determines the tenant of a request. */
export function describeEntry({ service, resource }: ServiceUnderTest, given: () => Given): void {
  const sign = async ({ network }: Given, { identity }: Party) => {
    const key = await importSigningKey(signingKeyText.parse(network.signingKeys.assertion))
    const { tenantId, placement } = identity
    const assertion = createAssertionSigner(key)(
      identity,
      serviceOf(service.name, placement, tenantId),
    )
    return { key, assertion }
  }

  /** The status of a request that bypasses the gateway. */
  const pastGateway = ({ serviceUrl, headers }: Party, assertion: string | undefined) => {
    const claimed = assertion === undefined ? {} : { [assertionHeader]: assertion }
    return callJson({
      origin: serviceUrl,
      path: resource.path,
      headers: { ...headers, ...claimed },
    })
  }

  describe('a request', () => {
    it('belongs to the tenant of its host, whatever its headers', async () => {
      const { mine, other } = given()
      await Promise.all([mine.make(newText()), other.make(newText())])
      const { assertion } = await sign(given(), other)
      const own = await mine.list()
      for (const headers of [
        { [assertionHeader]: assertion },
        { 'x-tenant-id': other.identity.tenantId, 'x-tenant-slug': other.tenant.slug },
        { 'x-forwarded-host': other.tenant.host, forwarded: `host=${other.tenant.host}` },
      ]) {
        const answer = await mine.ask('GET', '', { headers })
        expect(answer).toMatchObject({ status: 200, body: { results: own } })
      }
    })

    it('is refused past the gateway without an assertion for this service', async () => {
      const { mine, other } = given()
      const { key, assertion } = await sign(given(), mine)
      expect((await pastGateway(mine, assertion)).status).toBe(200)
      const parties = { mine: mine.identity, other: other.identity, pooled: service.name }
      for (const [name, forged] of await forgedAssertions(key, parties)) {
        const { status, body } = await pastGateway(mine, forged)
        expect({ name, status, body }).toMatchObject({
          name,
          status: 401,
          body: { code: 'assertion_refused' },
        })
      }
    })
  })
}
