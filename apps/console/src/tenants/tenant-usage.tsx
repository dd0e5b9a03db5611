import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery } from '@tanstack/react-query'
import { lazyRouteComponent } from '@tanstack/react-router'
import { Suspense } from 'react'
import type { Schemas } from '../api/client.ts'
import { usageQuery } from '../api/queries.ts'
import { Section } from '../parts/section.tsx'

/** Charts are heavier than the rest of the page, which does not wait for them. */
const UsageChart = lazyRouteComponent(() => import('./usage-chart.tsx'), 'UsageChart')

const shownDays = 30
const dayMs = 24 * 60 * 60 * 1_000

export function TenantUsage({ tenant }: { tenant: Schemas['Tenant'] }) {
  const days = lastDays()
  const { data, error, refetch } = useQuery(usageQuery(tenant.id, String(days[0])))
  const counted = new Map(data?.results.map(({ day, requests }) => [day, requests]))
  return (
    <Section title="Requests per day">
      {data?.results.length === 0 ? (
        <p className="quiet">None in the last {shownDays} days.</p>
      ) : data ? (
        <Suspense fallback={<Loading />}>
          <UsageChart days={days.map((day) => ({ day, requests: counted.get(day) ?? 0 }))} />
        </Suspense>
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </Section>
  )
}

/** The days shown (UTC), oldest first; the API leaves out days without requests. */
function lastDays(): string[] {
  const today = Date.now()
  return Array.from({ length: shownDays }, (_, index) =>
    new Date(today - (shownDays - 1 - index) * dayMs).toISOString().slice(0, 10),
  )
}
