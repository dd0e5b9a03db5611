import type { Column } from '@mt/web/parts/data-table.tsx'
import { PagedList } from '@mt/web/parts/paged-list.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import { type RunKind, runsQuery } from '../api/run-queries.ts'
import { useMay } from '../frame/use-may.ts'
import { useTitle } from '../frame/use-title.ts'
import { Section } from '../parts/section.tsx'
import { StateTag } from '../parts/state-tag.tsx'
import { BeginRun } from './begin-run.tsx'
import { FleetVersions } from './fleet-versions.tsx'

export const MigrationsPage = () => <RunsPage kind="migrations" title="Migrations" />
export const DriftsPage = () => <RunsPage kind="drift" title="Drift" />

/** Lists the runs of one kind over the fleet, and starts a new one. */
function RunsPage({ kind, title }: { kind: RunKind; title: string }) {
  useTitle(title)
  const may = useMay()
  const list = useInfiniteQuery(runsQuery(kind))
  return (
    <>
      <h1>{title}</h1>
      {kind === 'migrations' && <FleetVersions />}
      {may('operate') && <BeginRun kind={kind} />}
      <Section title="Runs">
        <PagedList list={list} caption={title} columns={columnsOf(kind)} empty="No runs yet" />
      </Section>
    </>
  )
}

function columnsOf(kind: RunKind): Column<Schemas['FleetRun']>[] {
  return [
    {
      title: 'Started',
      cell: ({ id, createdAt }) => (
        <Link to={kind === 'migrations' ? '/migrations/$id' : '/drift/$id'} params={{ id }}>
          <When at={createdAt} />
        </Link>
      ),
    },
    { title: 'State', cell: ({ state }) => <StateTag state={state} /> },
    { title: 'To', cell: ({ target, dryRun }) => (dryRun ? `${target} (dry run)` : target) },
    { title: 'Tenants', isNumber: true, cell: ({ tenants }) => tenants },
    {
      title: kind === 'migrations' ? 'Failed' : 'Drifted',
      isNumber: true,
      cell: ({ counts }) => (kind === 'migrations' ? counts.failed : counts.drifted),
    },
  ]
}
