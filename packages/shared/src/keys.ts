import { createPrivateKey, type KeyObject } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'

/**
 * Ed25519 keys as JWK. Every key has an id (`kid`): a signer names the key that it used, and a verifier
 * holds a set, so that a new key can be added before it is used and an old one removed after.
 */
const publicJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
})
const privateJwk = publicJwk.extend({ d: z.string().min(1) })

export interface SigningKey {
  kid: string
  key: KeyObject
}

export type VerifyingKeys = ReadonlyMap<string, CryptoKey>

/** Parses a private JWK given as JSON text, for use in an environment schema. */
export const signingKeyText = jsonText(privateJwk, 'must be a private Ed25519 JWK with a kid')
export type SigningKeyText = z.infer<typeof signingKeyText>

/** Parses a JWK set given as JSON text. */
export const verifyingKeysText = jsonText(
  z.object({ keys: z.array(publicJwk).min(1) }),
  'must be a JWK set {"keys": [...]} of public Ed25519 keys with kids',
)

export async function importSigningKey(jwk: SigningKeyText): Promise<SigningKey> {
  return { kid: jwk.kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) }
}

export async function importVerifyingKeys(
  set: z.infer<typeof verifyingKeysText>,
): Promise<VerifyingKeys> {
  const entries = set.keys.map(
    async (jwk) => [jwk.kid, (await importJWK(jwk, 'EdDSA')) as CryptoKey] as const,
  )
  return new Map(await Promise.all(entries))
}

/** A new key pair, as the two texts in the configuration: the signer's and the verifiers'. */
export async function newKeyTexts(kid: string): Promise<{ signing: string; verifying: string }> {
  const pair = await generateKeyPair('EdDSA', { extractable: true })
  const secret: JWK = { ...(await exportJWK(pair.privateKey)), kid }
  const open: JWK = { ...(await exportJWK(pair.publicKey)), kid }
  return { signing: JSON.stringify(secret), verifying: JSON.stringify({ keys: [open] }) }
}

function jsonText<Schema extends z.ZodType>(schema: Schema, message: string) {
  return z.string('must be set').transform((text, context): z.infer<Schema> => {
    const parsed = schema.safeParse(parseJson(text))
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
