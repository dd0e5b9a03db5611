import { sign } from 'node:crypto'
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { SigningKey, VerifyingKeys } from './keys.ts'

/** What a token is for, and between which parties; each of these is checked. */
export interface TokenKind {
  typ: string
  issuer: string
  audience: string
  /** The maximum lifetime; a minute by default, Infinity if it need not end. */
  maxLifeS?: number
}

/** A token was refused. The message never contains the token. */
export class TokenRefused extends Error {
  override name = 'TokenRefused'
}

/** How far the clocks of signer and verifier may differ. */
const clockSkewS = 5

/** The default maximum: anybody who obtains a token can use it for this long. */
const defaultMaxLifeS = 60

/** Signs `claims` with EdDSA. The token expires `lifeS` seconds from now, or never if that is absent. */
export function signToken(
  key: SigningKey,
  kind: TokenKind,
  claims: Record<string, unknown>,
  lifeS?: number,
): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000)
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: kind.typ })
    .setIssuer(kind.issuer)
    .setAudience(kind.audience)
    .setIssuedAt(nowS)
  if (lifeS !== undefined) token.setExpirationTime(nowS + lifeS)
  return token.sign(key.key)
}

export type TokenSigner = (
  kind: TokenKind,
  claims: Record<string, unknown>,
  lifeS: number,
) => string

/**
 * Signs as `signToken` does, but synchronously in the calling thread, for thousands of tokens per second.
 */
export function createTokenSigner({ kid, key }: SigningKey): TokenSigner {
  return function signNow({ typ, issuer, audience }, claims, lifeS) {
    const nowS = Math.floor(Date.now() / 1000)
    const head = encode({ alg: 'EdDSA', kid, typ })
    const body = encode({ ...claims, iss: issuer, aud: audience, iat: nowS, exp: nowS + lifeS })
    const signature = sign(null, Buffer.from(`${head}.${body}`), key)
    // One flat string: a concatenated one would keep all of its parts in memory, and thousands of tokens
    // are kept.
    return Buffer.from(`${head}.${body}.${signature.toString('base64url')}`).toString('latin1')
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/**
 * Verifies a token and returns its claims. The signature, algorithm, type, issuer and audience must match
 * `kind`; the token must be valid by now, not expired, and not have a longer lifetime than its kind allows.
 * Throws TokenRefused otherwise.
 */
export async function verifyToken(
  keys: VerifyingKeys,
  kind: TokenKind,
  token: string,
): Promise<JWTPayload> {
  try {
    const { kid } = decodeProtectedHeader(token)
    const key = kid === undefined ? undefined : keys.get(kid)
    if (!key) throw new TokenRefused('signed with an unknown key')
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['EdDSA'],
      typ: kind.typ,
      issuer: kind.issuer,
      audience: kind.audience,
      clockTolerance: clockSkewS,
    })
    checkLife(payload, kind)
    return payload
  } catch (error) {
    if (error instanceof TokenRefused) throw error
    throw new TokenRefused(error instanceof Error ? error.message : 'malformed', { cause: error })
  }
}

/** The library checks the expiry only of a token that has one. */
function checkLife(
  { iat, exp }: JWTPayload,
  { maxLifeS = defaultMaxLifeS }: Pick<TokenKind, 'maxLifeS'>,
): void {
  if (typeof iat !== 'number') throw new TokenRefused('the time of signing (iat) is missing')
  if (iat > Date.now() / 1000 + clockSkewS) throw new TokenRefused('it was signed in the future')
  if (maxLifeS === Infinity) return
  if (exp === undefined) throw new TokenRefused('the expiry (exp) is missing')
  if (exp - iat > maxLifeS) throw new TokenRefused('its lifetime is too long')
}
