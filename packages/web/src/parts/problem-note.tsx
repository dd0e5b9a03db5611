import { ApiProblem, messageOf } from '../api/problem.ts'
import { Button } from './button.tsx'
import styles from './notes.module.css'

/** What went wrong, with a button to try again if that is possible. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const fields = error instanceof ApiProblem ? Object.entries(error.fields) : []
  return (
    <div role="alert" className={styles.problem}>
      <p>{messageOf(error)}</p>
      {fields.length > 0 && (
        <ul>
          {fields.map(([field, message]) => (
            <li key={field}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
