import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useQuery } from '@tanstack/react-query'
import type { Schemas } from '../api/client.ts'
import { healthQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import { type Fact, Facts } from '../parts/facts.tsx'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { StateTag } from '../parts/state-tag.tsx'
import styles from './platform.module.css'

const refreshIntervalMs = 5_000

type Health = Schemas['Health']

/** The health of the platform's parts, refreshed while the page is open. */
export function HealthPage() {
  useTitle('Health')
  const { data, error, refetch } = useQuery({ ...healthQuery, refetchInterval: refreshIntervalMs })
  return (
    <>
      <h1>Health</h1>
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Known health={data} /> : error ? null : <Loading />}
    </>
  )
}

function Known({ health }: { health: Health }) {
  return (
    <>
      <ul className={styles.parts} aria-label="Parts of the platform">
        {health.parts.map(({ name, state, ms, detail }) => (
          <li key={name} className={parts.card}>
            <p>
              <b>{name}</b> <StateTag state={state} />
            </p>
            <p className="quiet small">
              {[ms !== null && `${ms} ms`, detail].filter(Boolean).join(', ') || 'responding'}
            </p>
          </li>
        ))}
      </ul>
      <Section title="Backlog">
        <Facts facts={backlogOf(health)} />
      </Section>
    </>
  )
}

function backlogOf({ outbox, queue, operations }: Health): Fact[] {
  return [
    ['Changes not yet published to Redis', outbox.waiting ?? 'unknown: Redis is unavailable'],
    ['Age of the oldest unpublished change', secondsText(outbox.oldestSeconds)],
    ['Jobs due', queue.due],
    ['Oldest job overdue by', secondsText(queue.oldestSeconds)],
    ['Jobs given up after repeated failures', queue.givenUp],
    ['Operations in progress', operations.underWay],
    ['Operations failed in the last 24 hours', operations.failedLately],
  ]
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '–' : `${Math.round(seconds)} s`
}
