import { tenantIsolationValues, tenantStatusValues } from '@mt/control-plane-api/generated'
import { SearchField } from '@mt/web/parts/search-field.tsx'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { plansQuery, type TenantsView } from '../api/queries.ts'
import { FilterSelect } from '../parts/filter-select.tsx'
import parts from '../parts/parts.module.css'

interface FleetFiltersProps {
  view: TenantsView
  onShow(change: { [Name in keyof TenantsView]?: string | undefined }): void
}

export function FleetFilters({ view, onShow }: FleetFiltersProps) {
  const { data: plans } = useQuery(plansQuery)
  const onSearch = useCallback((q: string) => onShow({ q: q || undefined }), [onShow])
  return (
    <div className={parts.filters}>
      <SearchField label="Search slugs and names" value={view.q ?? ''} onSearch={onSearch} />
      <FilterSelect
        label="Status"
        all="All statuses"
        value={view.status}
        options={tenantStatusValues}
        onChoose={(status) => onShow({ status })}
      />
      <FilterSelect
        label="Model"
        all="All models"
        value={view.model}
        options={tenantIsolationValues}
        onChoose={(model) => onShow({ model })}
      />
      <FilterSelect
        label="Plan"
        all="All plans"
        value={view.plan}
        options={plans?.results.map(({ name }) => name) ?? []}
        onChoose={(plan) => onShow({ plan })}
      />
    </div>
  )
}
