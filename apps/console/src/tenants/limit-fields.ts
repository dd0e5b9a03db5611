import { useQuery } from '@tanstack/react-query'
import { quotasQuery } from '../api/queries.ts'

export interface LimitField {
  /** As the API names it among the limits. */
  name: string
  label: string
}

const limitsOfPlatform: readonly LimitField[] = [
  { name: 'requestsPerSecond', label: 'Requests per second' },
  { name: 'burst', label: 'Requests at once, after a pause' },
  { name: 'requestsInFlight', label: 'Requests in flight' },
]

/** The limits that a form asks for: the platform's, and the quotas that the service declares. Undefined until they are known. */
export function useLimitFields(): readonly LimitField[] | undefined {
  const { data } = useQuery(quotasQuery)
  return data && [...limitsOfPlatform, ...data.results.map(({ name, label }) => ({ name, label }))]
}

/** The labels of their fields, as a problem names them. */
export function labelsOf(fields: readonly LimitField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, label }) => [`limits.${name}`, label]))
}
