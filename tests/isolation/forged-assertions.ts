import { createHmac } from 'node:crypto'
import { importSigningKey, newKeyTexts, type SigningKey, signingKeyText } from '@mt/shared/keys'
import { serviceOf } from '@mt/shared/placement'
import { signToken } from '@mt/shared/signed-token'
import type { TenantIdentity } from '@mt/tenancy/scope/open-scope'

/** Assertions that no gateway has signed now for this tenant and the service that serves `mine`. */
export async function forgedAssertions(
  key: SigningKey,
  {
    mine,
    other,
    pooled = 'polls',
  }: { mine: TenantIdentity; other: TenantIdentity; pooled?: string },
): Promise<[name: string, assertion: string | undefined][]> {
  const kindFor = (audience: string) => ({ typ: 'tenant-assertion', issuer: 'gateway', audience })
  const own = serviceOf(pooled, mine.placement, mine.tenantId)
  const kind = kindFor(own)
  const claims = { ...mine, slug: 'thor' }
  const theirClaims = { ...other, slug: 'loki' }
  const good = await signToken(key, kind, claims, 60)
  const theirs = await signToken(key, kind, theirClaims, 60)
  const anothers = own === pooled ? `${pooled}-${mine.tenantId}` : pooled
  const neighbours = serviceOf(pooled, other.placement, other.tenantId)
  const stranger = await importSigningKey(
    signingKeyText.parse((await newKeyTexts(key.kid)).signing),
  )
  const [head = '', payload = '', signature = ''] = good.split('.')
  const [, theirPayload = ''] = theirs.split('.')
  const unsigned = encode({ alg: 'none', kid: key.kid, typ: kind.typ })
  const symmetric = encode({ alg: 'HS256', kid: key.kid, typ: kind.typ })
  const hmac = createHmac('sha256', key.kid).update(`${symmetric}.${payload}`).digest('base64url')
  const { tenantId: _, ...anonymous } = claims
  return [
    ['none', undefined],
    ['an empty one', ''],
    ['something that is not a token', 'thor'],
    ['the tenant’s id alone', mine.tenantId],
    ['a truncated one', good.slice(0, -8)],
    ['one without signature', `${head}.${payload}.`],
    ['algorithm none', `${unsigned}.${payload}.`],
    ['algorithm HS256', `${symmetric}.${payload}.${hmac}`],
    ['another’s claims with one’s own signature', `${head}.${theirPayload}.${signature}`],
    ['two of them', `${good}, ${theirs}`],
    ['another key of the same id', await signToken(stranger, kind, claims, 60)],
    ['an unknown key', await signToken({ ...key, kid: 'unknown' }, kind, claims, 60)],
    ['another audience', await signToken(key, kindFor(anothers), claims, 60)],
    ['another issuer', await signToken(key, { ...kind, issuer: 'control-plane' }, claims, 60)],
    ['another type', await signToken(key, { ...kind, typ: 'internal-call' }, claims, 60)],
    ['one that has ended', await signToken(key, kind, claims, -60)],
    ['one without an end', await signToken(key, kind, claims)],
    ['one that lives too long', await signToken(key, kind, claims, 3_600)],
    ['one without a tenant', await signToken(key, kind, anonymous, 60)],
    ['one without a placement', await signToken(key, kind, { ...claims, placement: null }, 60)],
    // The pooled service serves both; a service of one tenant accepts no other tenant's.
    ...(own === pooled
      ? []
      : ([
          ['a neighbour’s', await signToken(key, kindFor(neighbours), theirClaims, 60)],
          ['a neighbour’s, signed for this service', theirs],
          [
            'one’s own, signed for the neighbour’s',
            await signToken(key, kindFor(neighbours), claims, 60),
          ],
        ] satisfies [string, string][])),
  ]
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
