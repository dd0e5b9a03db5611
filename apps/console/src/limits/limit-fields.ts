import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { quotasQuery } from '../api/queries.ts'

/** A limit in a form: one of the platform's, or a quota of the service. */
export type LimitField = Pick<Schemas['Quota'], 'name' | 'label'> & Partial<Schemas['Quota']>

const limitsOfPlatform: readonly LimitField[] = [
  { name: 'requestsPerSecond', label: 'Requests per second' },
  { name: 'burst', label: 'Requests at once, after a pause' },
  { name: 'requestsInFlight', label: 'Requests in flight' },
]

/**
 * The limits in a form: the platform's, the service's quotas, and those in `set`, which may be of a quota
 * that no longer exists. While the service is unavailable, only those of its quotas that are in `set`.
 * Undefined until the quotas have been read.
 */
export function useLimitFields(set: object = {}): readonly LimitField[] | undefined {
  const { data, isPending } = useQuery(quotasQuery)
  if (isPending) return undefined
  const known = [...limitsOfPlatform, ...(data?.results ?? [])]
  const names = new Set(known.map(({ name }) => name))
  const others = Object.keys(set).filter((name) => !names.has(name))
  return [...known, ...others.map((name) => ({ name, label: name }))]
}

/** The labels of the fields, by the names that problems give them. */
export function labelsOf(fields: readonly LimitField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, label }) => [`limits.${name}`, label]))
}

/** The hint that says what an empty field means in a plan. */
export function hintOf({ default: standard, unit }: LimitField): string {
  return standard === undefined ? 'Empty: no limit' : `Empty: ${standard} ${unit}. “none”: no limit`
}
