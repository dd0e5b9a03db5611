import { hash } from 'node:crypto'
import type { VerifyingKeys } from '@mt/shared/keys'
import { createLru } from '@mt/shared/lru'
import { type RegistryEntry, verifyEntry } from '@mt/shared/registry/entry'

/** For how many hosts the last valid entry is remembered: as many as are held in memory. */
const maxHosts = 120_000

interface Verified {
  digest: string
  entry: RegistryEntry
}

export type VerifyOnce = (host: string, token: string) => Promise<RegistryEntry>

/**
 * Verifies entries as `verifyEntry` does, but the same bytes for the same host only once: entries do not
 * expire, and most that are loaded again have not changed. Throws TokenRefused.
 */
export function createVerifyOnce(keys: VerifyingKeys): VerifyOnce {
  const verified = createLru<Verified>(maxHosts)
  return async function verifyOnce(host, token) {
    const digest = hash('sha256', token, 'base64')
    const known = verified.get(host)
    if (known?.digest === digest) return known.entry
    const entry = await verifyEntry(keys, host, token)
    verified.set(host, { digest, entry })
    return entry
  }
}
