import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery } from '@tanstack/react-query'
import { versionsQuery } from '../api/run-queries.ts'
import { Facts } from '../parts/facts.tsx'

/** The number of tenants by the version of their tables. */
export function FleetVersions() {
  const { data, error, refetch } = useQuery(versionsQuery)
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />
  if (!data) return null
  return (
    <Facts
      facts={[
        ['Current version', data.target],
        ['Tenants behind', data.behind],
        ...data.versions.map(
          ({ schemaVersion, tenants }) =>
            [
              schemaVersion ? `At ${schemaVersion}` : 'Without a version',
              `${tenants} tenants`,
            ] as const,
        ),
      ]}
    />
  )
}
