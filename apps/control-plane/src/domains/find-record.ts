import { Resolver } from 'node:dns/promises'
import { challengeName } from './challenge.ts'

/**
 * What DNS said about a domain's record: its values, none if there is no such record; or why there is no
 * answer, which says nothing about the record. `assumed` where this installation asks for no proof.
 */
export type Finding =
  | { kind: 'answered'; values: string[] }
  | { kind: 'unanswered'; reason: string }
  | { kind: 'assumed' }

export interface ProofConfig {
  /** `none` believes every claim; refused in production. */
  proof: 'dns' | 'none'
  /** Addresses of name servers; none for those of the system. */
  resolvers: readonly string[]
  timeoutMs: number
  tries: number
  /** No search takes longer, however many servers and tries there are. */
  deadlineMs: number
}

/** Searches for the record that proves a domain. */
export type FindRecord = (host: string, signal: AbortSignal) => Promise<Finding>

/** Returns the search. Each has a resolver of its own, so that it can be ended alone. */
export function createFindRecord(config: ProofConfig): FindRecord {
  if (config.proof === 'none') return async () => ({ kind: 'assumed' })
  return async function findRecord(host, signal) {
    signal.throwIfAborted()
    const resolver = new Resolver({ timeout: config.timeoutMs, tries: config.tries })
    if (config.resolvers.length > 0) resolver.setServers(config.resolvers)
    const ending = AbortSignal.any([signal, AbortSignal.timeout(config.deadlineMs)])
    const cancel = () => resolver.cancel()
    ending.addEventListener('abort', cancel, { once: true })
    try {
      const records = await resolver.resolveTxt(challengeName(host))
      return { kind: 'answered', values: records.map((parts) => parts.join('').trim()) }
    } catch (error) {
      signal.throwIfAborted()
      return findingOf(error)
    } finally {
      ending.removeEventListener('abort', cancel)
    }
  }
}

/** Names that do not exist and names without a TXT record are answers; everything else is none. */
function findingOf(error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'ENOTFOUND' || code === 'ENODATA') return { kind: 'answered', values: [] }
  return { kind: 'unanswered', reason: reasons[code] ?? `the search in DNS failed: ${code}` }
}

const reasons: Record<string, string> = {
  ETIMEOUT: 'the name server did not answer',
  ECANCELLED: 'the name server did not answer',
  ECONNREFUSED: 'the name server could not be reached',
  ESERVFAIL: 'the name server failed to answer (SERVFAIL)',
  EREFUSED: 'the name server refused to answer (REFUSED)',
}
