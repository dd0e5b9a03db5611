import {
  importSigningKey,
  importVerifyingKeys,
  newKeyTexts,
  signingKeyText,
  verifyingKeysText,
} from '../keys.ts'

/** A new key pair, ready to sign and to verify with. */
export async function newKeys(kid: string) {
  const { signing, verifying } = await newKeyTexts(kid)
  return {
    signing: await importSigningKey(signingKeyText.parse(signing)),
    verifying: await importVerifyingKeys(verifyingKeysText.parse(verifying)),
  }
}
