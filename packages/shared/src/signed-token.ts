import { sign } from 'node:crypto'
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { SigningKey, VerifyingKeys } from './keys.ts'

/** What a token is and between whom it passes; each of these is pinned when it is checked. */
export interface TokenKind {
  typ: string
  issuer: string
  audience: string
  /** How long it may live at most, a minute where nothing is said; Infinity where it need not end. */
  maxLifeS?: number
}

/** Why a token was refused. Its message never repeats the token. */
export class TokenRefused extends Error {
  override name = 'TokenRefused'
}

/** How far the clocks of signer and verifier may differ. */
const clockSkewS = 5

/** No token of ours has to live longer: whoever gets hold of one can use it for this long. */
const defaultMaxLifeS = 60

/** Signs `claims` with EdDSA. The token ends `lifeS` seconds from now, or never without it. */
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

/** Signs as `signToken` does, in the calling thread and without a promise, for who signs thousands a second. */
export function createTokenSigner({ kid, key }: SigningKey): TokenSigner {
  return function signNow({ typ, issuer, audience }, claims, lifeS) {
    const nowS = Math.floor(Date.now() / 1000)
    const head = encode({ alg: 'EdDSA', kid, typ })
    const body = encode({ ...claims, iss: issuer, aud: audience, iat: nowS, exp: nowS + lifeS })
    const signature = sign(null, Buffer.from(`${head}.${body}`), key)
    // One piece: a text of parts holds them all, and thousands of tokens are held.
    return Buffer.from(`${head}.${body}.${signature.toString('base64url')}`).toString('latin1')
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/**
 * The claims of a token whose signature, algorithm, type, issuer and audience are as `kind` says, that
 * has begun and has not ended, and that was not made to live longer than its kind may. Throws TokenRefused
 * otherwise.
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

/** When it ends is the library's to check, but only of a token that says so. */
function checkLife(
  { iat, exp }: JWTPayload,
  { maxLifeS = defaultMaxLifeS }: Pick<TokenKind, 'maxLifeS'>,
): void {
  if (typeof iat !== 'number') throw new TokenRefused('it does not say when it was signed')
  if (iat > Date.now() / 1000 + clockSkewS) throw new TokenRefused('it is signed in the future')
  if (maxLifeS === Infinity) return
  if (exp === undefined) throw new TokenRefused('it does not say when it ends')
  if (exp - iat > maxLifeS) throw new TokenRefused('it lives too long')
}
