import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { quotasQuery } from '../api/queries.ts'

/** A limit that a form asks for: one of the platform's, or a quota of the service. */
export type LimitField = Pick<Schemas['Quota'], 'name' | 'label'> & Partial<Schemas['Quota']>

const limitsOfPlatform: readonly LimitField[] = [
  { name: 'requestsPerSecond', label: 'Requests per second' },
  { name: 'burst', label: 'Requests at once, after a pause' },
  { name: 'requestsInFlight', label: 'Requests in flight' },
]

/**
 * The limits that a form asks for: the platform's, the service's quotas, and those that are set already,
 * which may be of a quota that is gone. Without other quotas where the service is away; undefined until
 * that is known.
 */
export function useLimitFields(set: object = {}): readonly LimitField[] | undefined {
  const { data, isPending } = useQuery(quotasQuery)
  if (isPending) return undefined
  const known = [...limitsOfPlatform, ...(data?.results ?? [])]
  const names = new Set(known.map(({ name }) => name))
  const others = Object.keys(set).filter((name) => !names.has(name))
  return [...known, ...others.map((name) => ({ name, label: name }))]
}

/** The labels of their fields, as a problem names them. */
export function labelsOf(fields: readonly LimitField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, label }) => [`limits.${name}`, label]))
}

/** What a plan allows where the field is left empty. */
export function hintOf({ default: unsaid, unit }: LimitField): string {
  return unsaid === undefined ? 'Empty: no limit' : `Empty: ${unsaid} ${unit}. “none”: no limit`
}
