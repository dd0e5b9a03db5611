import { randomBytes } from 'node:crypto'
import { addressGroup } from '@mt/credentials/address-group'
import { type Attempts, attemptKey } from '@mt/credentials/attempts'
import { unauthorized } from '@mt/shared/http/problem'
import { findApiKey } from '../../api-keys/find-api-key.ts'
import { hashKey } from '../../api-keys/hash-key.ts'
import type { KeyUses } from '../../api-keys/key-uses.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { Session, sessionLifeMs } from '../../sessions/session.entity.ts'

/** Keys are too long to be guessed; this limits the load on the database by attempts. */
export const signInLimit = { name: 'console:sign_in', points: 20, windowS: 15 * 60 }

export interface SignIn {
  key: string
  address: string | null
}

/**
 * Begins a session with an API key and returns the token for its cookie. Throws 401 for an invalid key, and
 * 429 after too many attempts from one address, or from one /64 of IPv6.
 */
export async function beginSession(
  { orm, signInAttempts, keyUses }: WithOrm & { signInAttempts: Attempts; keyUses: KeyUses },
  { key: sent, address }: SignIn,
) {
  const from = attemptKey(addressGroup(address ?? ''))
  await signInAttempts.count(from)
  const key = await findApiKey(orm, sent)
  if (!key) throw unauthorized('the API key is unknown or revoked')
  await signInAttempts.takeBack(from)
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + sessionLifeMs)
  await orm.em.fork().transactional(async (em) => {
    const session = { hash: hashKey(token), apiKey: key.id, keyHash: key.hash, expiresAt }
    em.create(Session, session, { persist: true })
    const actor = { name: key.name, address }
    writeAudit(em, { actor, what: 'session.began', tenantId: null, before: null, after: null })
  })
  keyUses.note(key)
  return token
}
