import type { Registry, RegistryListener } from '@mt/registry/registry'
import { createLru } from '@mt/shared/lru'
import { normalizeHost } from '@mt/shared/tenant'

/** For how long a name that nobody has is refused without a look-up. */
const refusedMs = 60_000
/** How many refused names are remembered: whoever invents more pays with a look-up for each. */
const maxRefused = 20_000

/** Decides for which names a front that terminates TLS may get a certificate. */
export interface CertificateNames extends RegistryListener {
  /**
   * Whether the name is the base domain, or a tenant's host that is or will be served. Rejects with
   * RegistryUnavailable if no source of the registry answers.
   */
  mayHaveCertificate(name: string): Promise<boolean>
}

/**
 * Anybody can connect with any name, and each certificate costs an authority's patience. A name is therefore
 * looked up at most once a minute, unless the registry announces a change of it.
 */
export function createCertificateNames(
  registry: Pick<Registry, 'lookup'>,
  baseDomain: string,
  nowMs: () => number = Date.now,
): CertificateNames {
  const refusedUntilMs = createLru<number>(maxRefused)
  /** How often the registry has announced something. */
  let changes = 0
  return {
    async mayHaveCertificate(name) {
      const host = normalizeHost(name)
      if (host === undefined) return false
      if (host === baseDomain) return true
      if ((refusedUntilMs.get(host) ?? 0) > nowMs()) return false
      const changesBefore = changes
      const entry = await registry.lookup(host)
      if (entry && entry.status !== 'deleted') return true
      // What was announced meanwhile may be this host.
      if (changes === changesBefore) refusedUntilMs.set(host, nowMs() + refusedMs)
      return false
    },
    changed(host) {
      changes += 1
      refusedUntilMs.delete(host)
    },
    gap() {
      changes += 1
      refusedUntilMs.clear()
    },
  }
}
