import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { type Column, DataTable } from '@mt/web/parts/data-table.tsx'
import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { Tag } from '@mt/web/parts/tag.tsx'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, type Schemas } from '../api/client.ts'
import { plansQuery } from '../api/queries.ts'
import { useMay } from '../frame/use-may.ts'
import { useTitle } from '../frame/use-title.ts'
import { labelsOf, useLimitFields } from '../limits/limit-fields.ts'
import parts from '../parts/parts.module.css'
import { AddPlan } from './add-plan.tsx'

type Plan = Schemas['Plan']

const columns: Column<Plan>[] = [
  {
    title: 'Plan',
    cell: ({ name, default: isDefault }) => (
      <>
        <Link to="/" search={{ plan: name }} className={parts.strong}>
          {name}
        </Link>{' '}
        {isDefault && <Tag tone="accent">default</Tag>}
      </>
    ),
  },
  { title: 'Limits', cell: ({ limits }) => <PlanLimits limits={limits} /> },
]

const removal: Column<Plan> = {
  title: 'Actions',
  isActions: true,
  cell: (plan) => !plan.default && <RemovePlan plan={plan} />,
}

export function PlansPage() {
  useTitle('Plans')
  const isAdmin = useMay()('admin')
  const { data, error, refetch } = useQuery(plansQuery)
  return (
    <>
      <h1>Plans</h1>
      {data ? (
        <DataTable
          caption="Plans"
          rows={data.results}
          columns={isAdmin ? [...columns, removal] : columns}
          sort={undefined}
          onSort={() => {}}
        />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      {isAdmin && <AddPlan />}
    </>
  )
}

function RemovePlan({ plan: { id, name } }: { plan: Plan }) {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: plansQuery.queryKey })
  const params = { path: { id } }
  return (
    <Confirm
      trigger={
        <Button look="bare" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      }
      title={`Remove the plan ${name}?`}
      action="Remove"
      onConfirm={() => take(api.DELETE('/v1/plans/{id}', { params })).then(refresh)}
    >
      A plan that a tenant uses, or has used, cannot be removed.
    </Confirm>
  )
}

function PlanLimits({ limits }: Pick<Plan, 'limits'>) {
  const labels = labelsOf(useLimitFields(limits) ?? [])
  const texts = Object.entries(limits).map(([name, value]) => {
    return `${labels[`limits.${name}`] ?? name}: ${value ?? 'no limit'}`
  })
  return texts.length === 0 ? 'none' : texts.join('; ')
}
