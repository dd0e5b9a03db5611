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

const lookEveryMs = 5_000

type Health = Schemas['Health']

/** How the platform is, looked at again and again while the page is open. */
export function HealthPage() {
  useTitle('Health')
  const { data, error, refetch } = useQuery({ ...healthQuery, refetchInterval: lookEveryMs })
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
              {[ms !== null && `${ms} ms`, detail].filter(Boolean).join(', ') || 'answers'}
            </p>
          </li>
        ))}
      </ul>
      <Section title="What waits">
        <Facts facts={waitingOf(health)} />
      </Section>
    </>
  )
}

function waitingOf({ outbox, queue, operations }: Health): Fact[] {
  return [
    ['Changes that Redis has not been told', outbox.waiting ?? 'unknown: Redis is away'],
    ['The oldest of them', secondsText(outbox.oldestSeconds)],
    ['Jobs that are due', queue.due],
    ['The oldest of them, due for', secondsText(queue.oldestSeconds)],
    ['Jobs that were given up', queue.givenUp],
    ['Operations under way', operations.underWay],
    ['Operations that failed in the last day', operations.failedLately],
  ]
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '–' : `${Math.round(seconds)} s`
}
