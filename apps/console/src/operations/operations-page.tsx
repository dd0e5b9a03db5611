import { operationKindValues, operationStateValues } from '@mt/control-plane-api/generated'
import { useShow } from '@mt/web/frame/use-show.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { operationsQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import { FilterSelect } from '../parts/filter-select.tsx'
import parts from '../parts/parts.module.css'
import { OperationsList } from './operations-list.tsx'

const route = getRouteApi('/signed-in/operations')

export function OperationsPage() {
  useTitle('Operations')
  const view = route.useSearch()
  const show = useShow(view)
  return (
    <>
      <div className={parts.top}>
        <h1>Operations</h1>
        <div className={parts.filters}>
          <FilterSelect
            label="State"
            all="All states"
            value={view.state}
            options={operationStateValues}
            onChoose={(state) => show({ state })}
          />
          <FilterSelect
            label="Kind"
            all="All kinds"
            value={view.kind}
            options={operationKindValues}
            onChoose={(kind) => show({ kind })}
          />
        </div>
      </div>
      <OperationsList list={useInfiniteQuery(operationsQuery(view))} />
    </>
  )
}
