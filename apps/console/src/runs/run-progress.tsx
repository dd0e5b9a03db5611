import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { api, type Schemas } from '../api/client.ts'
import type { RunKind } from '../api/run-queries.ts'
import { useMay } from '../frame/use-may.ts'
import { type Fact, Facts } from '../parts/facts.tsx'
import { Meter } from '../parts/meter.tsx'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'

type Run = Schemas['FleetRun']

/** The progress of a run, its rate and the time left. */
export function RunProgress({ kind, run }: { kind: RunKind; run: Run }) {
  const may = useMay()
  const { state, counts, tenants, error, finishedAt } = run
  return (
    <div className={parts.card}>
      <div className={parts.top}>
        <h2>
          To {run.target} <StateTag state={state} />
        </h2>
        {finishedAt === null && may('operate') && <CancelRun kind={kind} run={run} />}
      </div>
      <Meter label="Tenants" done={tenants - counts.pending} of={tenants} />
      {error && (
        <p role="alert" className={parts.bad}>
          {error}
        </p>
      )}
      <Facts facts={factsOf(run)} />
    </div>
  )
}

function factsOf(run: Run): Fact[] {
  const { tenants, places, counts, rate, secondsLeft, canary, concurrency, dryRun, finishedAt } =
    run
  const counted = Object.entries(counts).filter(([, count]) => count > 0)
  return [
    ['Scope', `${tenants} tenants in ${places} placements`],
    ...counted.map(([state, count]) => [state, count] as const),
    ...(rate === null ? [] : [['Rate', `${rate} tenants per second`] as const]),
    ...(secondsLeft === null ? [] : [['Time left', `${secondsLeft} s`] as const]),
    ['Canaries', canary],
    ['Placements in parallel', concurrency],
    ...(dryRun ? [['Dry run', 'changes nothing'] as const] : []),
    ['Filter', Object.keys(run.where).length === 0 ? 'none' : JSON.stringify(run.where)],
    ['Started', <When key="started" at={run.createdAt} />],
    ...(finishedAt ? [['Ended', <When key="end" at={finishedAt} />] as const] : []),
  ]
}

function CancelRun({ kind, run }: { kind: RunKind; run: Run }) {
  const params = { path: { id: run.id } }
  return (
    <Confirm
      trigger={<Button size="small">Cancel</Button>}
      title="Cancel this run?"
      action="Stop the run"
      onConfirm={() => take(api.POST(`/v1/${kind}/{id}/cancel`, { params }))}
    >
      Finished placements stay as they are; another run can do the rest.
    </Confirm>
  )
}
