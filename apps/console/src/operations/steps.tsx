import type { Schemas } from '../api/client.ts'
import parts from '../parts/parts.module.css'
import { StateTag } from '../parts/state-tag.tsx'
import styles from './operations.module.css'

/** The steps of an operation: state, attempts, duration and error. */
export function Steps({ steps }: { steps: Schemas['Operation']['steps'] }) {
  return (
    <ol className={styles.steps} aria-label="Steps" aria-live="polite">
      {steps.map(({ name, state, attempts, ms, error }) => (
        <li key={name}>
          <span className={parts.strong}>{name}</span>
          <StateTag state={state} />
          <span className="quiet small">
            {[attempts > 1 && `${attempts} attempts`, ms !== null && `${ms} ms`]
              .filter(Boolean)
              .join(', ')}
          </span>
          {error && <span className={`small ${parts.bad}`}>{error}</span>}
        </li>
      ))}
    </ol>
  )
}
