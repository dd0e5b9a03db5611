import { fleetResultStateValues } from '@mt/control-plane-api/generated'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { PagedList } from '@mt/web/parts/paged-list.tsx'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../api/client.ts'
import { type RunKind, resultsQuery } from '../api/run-queries.ts'
import { FilterSelect } from '../parts/filter-select.tsx'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { StateTag } from '../parts/state-tag.tsx'

type Result = Schemas['FleetResult']

/** The results of a run by tenant, at first the failures if there are any. */
export function RunResults({ kind, run }: { kind: RunKind; run: Schemas['FleetRun'] }) {
  const { failed, drifted } = run.counts
  const worst = failed > 0 ? 'failed' : drifted > 0 ? 'drifted' : undefined
  const [chosen, setChosen] = useState<string>()
  const state = (chosen ?? worst ?? '') as Result['state'] | ''
  const list = useInfiniteQuery(resultsQuery(kind, run.id, state || undefined))
  return (
    <Section
      title="Tenants"
      actions={
        <FilterSelect
          label="Result"
          all="All results"
          value={state}
          options={fleetResultStateValues}
          onChoose={(value) => setChosen(value ?? '')}
        />
      }
    >
      <PagedList
        list={list}
        caption="Results"
        columns={columns}
        idOf={({ tenant }) => tenant}
        empty="No matching tenants"
      />
    </Section>
  )
}

const columns: Column<Result & { id: string }>[] = [
  {
    title: 'Tenant',
    cell: ({ slug }) => (
      <Link to="/tenants/$id" params={{ id: slug }} className={parts.strong}>
        {slug}
      </Link>
    ),
  },
  { title: 'Result', cell: ({ state }) => <StateTag state={state} /> },
  { title: 'From', cell: ({ fromVersion }) => fromVersion ?? '–' },
  { title: 'To', cell: ({ toVersion }) => toVersion ?? '–' },
  { title: 'ms', isNumber: true, cell: ({ durationMs }) => durationMs ?? '' },
  { title: 'Details', cell: (result) => <Found result={result} /> },
]

function Found({ result: { error, sqlState, differences } }: { result: Result }) {
  return (
    <div className={parts.section}>
      {error && (
        <p className={parts.bad}>
          {sqlState && <span className={parts.mono}>{sqlState} </span>}
          {error}
        </p>
      )}
      {differences?.map(({ kind, name, expected, found, fix }) => (
        <div key={`${kind} ${name}`}>
          <p>
            {kind} <span className={parts.mono}>{name}</span>: {found ?? 'missing'}
            {expected && `, expected ${expected}`}
          </p>
          <pre className={parts.code}>{fix}</pre>
        </div>
      ))}
    </div>
  )
}
