import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { signToken, TokenRefused, verifyToken } from './signed-token.ts'
import { newKeys } from './testing/keys.ts'

const kind = { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' }
const nowS = () => Math.floor(Date.now() / 1000)
let keys: Awaited<ReturnType<typeof newKeys>>
let others: Awaited<ReturnType<typeof newKeys>>

beforeAll(async () => {
  keys = await newKeys('a')
  others = await newKeys('a')
})

const refused = (token: string) =>
  expect(verifyToken(keys.verifying, kind, token)).rejects.toThrow(TokenRefused)

describe('verifyToken', () => {
  it('returns what was signed', async () => {
    const token = await signToken(keys.signing, kind, { slug: 'thor' }, 60)
    expect(await verifyToken(keys.verifying, kind, token)).toMatchObject({
      slug: 'thor',
      iss: 'gateway',
      aud: 'polls',
    })
  })

  it('refuses another key under the same id', async () => {
    await refused(await signToken(others.signing, kind, {}, 60))
  })

  it('refuses an id that it does not know', async () => {
    await refused(await signToken({ ...keys.signing, kid: 'b' }, kind, {}, 60))
  })

  it.each([
    ['type', { ...kind, typ: 'internal-call' }],
    ['issuer', { ...kind, issuer: 'control-plane' }],
    ['audience', { ...kind, audience: 'odin' }],
  ])('refuses another %s', async (_, other) => {
    await refused(await signToken(keys.signing, other, {}, 60))
  })

  it('refuses an expired token, beyond the clocks’ skew', async () => {
    await refused(await signToken(keys.signing, kind, {}, -10))
  })

  it('tolerates a clock that is a little ahead', async () => {
    const token = await signToken(keys.signing, kind, {}, -2)
    await expect(verifyToken(keys.verifying, kind, token)).resolves.toBeDefined()
  })

  it.each<[string, (now: number) => Record<string, unknown>]>([
    ['without an end', (iat) => ({ iat })],
    ['that lives longer than a minute', (iat) => ({ iat, exp: iat + 61 })],
    ['that was renewed by an earlier beginning', (now) => ({ iat: now - 50, exp: now + 30 })],
    ['without a beginning', (now) => ({ exp: now + 30 })],
    ['whose beginning is no number', (now) => ({ iat: `${now}`, exp: now + 30 })],
    ['of the future', (now) => ({ iat: now + 30, exp: now + 60 })],
    ['that does not hold yet', (iat) => ({ iat, nbf: iat + 30, exp: iat + 60 })],
    ['whose end is no number', (iat) => ({ iat, exp: `${iat + 30}` })],
  ])('refuses a token %s', async (_, claimsAt) => {
    const claims = { iss: kind.issuer, aud: kind.audience, ...claimsAt(nowS()) }
    const token = new SignJWT(claims as JWTPayload)
    const head = { alg: 'EdDSA', kid: 'a', typ: kind.typ }
    await refused(await token.setProtectedHeader(head).sign(keys.signing.key))
  })

  it('accepts a token without an expiry if its kind needs none', async () => {
    const endless = { ...kind, maxLifeS: Infinity }
    const token = await signToken(keys.signing, kind, { slug: 'thor' })
    expect(await verifyToken(keys.verifying, endless, token)).toMatchObject({ slug: 'thor' })
    await refused(token)
  })

  it('refuses a token without signature', async () => {
    await refused(new UnsecuredJWT({}).setIssuer(kind.issuer).setAudience(kind.audience).encode())
  })

  it('refuses another algorithm, even with a secret that everybody knows', async () => {
    const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'a', typ: kind.typ })
    await refused(
      await token.setIssuer(kind.issuer).setAudience(kind.audience).sign(new Uint8Array(32)),
    )
  })

  it('refuses a changed token', async () => {
    const [head, , signature] = (await signToken(keys.signing, kind, { slug: 'thor' }, 60)).split(
      '.',
    )
    const forged = Buffer.from(
      JSON.stringify({ slug: 'loki', iss: 'gateway', aud: 'polls' }),
    ).toString('base64url')
    await refused([head, forged, signature].join('.'))
  })

  it.each(['', 'a', 'a.b.c', '...', `${'x'.repeat(10_000)}.y.z`])('refuses %j', async (token) => {
    await refused(token)
  })
})
