import type { Schemas } from '../api/client.ts'
import styles from './ballot.module.css'
import { counted, percentOf } from './votes.ts'

interface ChoiceBarProps {
  choice: Schemas['Choice']
  total: number
  /** Whether the user has voted for it. */
  isOwn: boolean
  isChosen?: boolean
  /** Present while the user can still vote. */
  onChoose?: (id: string) => void
}

/** A choice, with its share as a bar. The numbers are there as text too; the bar only illustrates them. */
export function ChoiceBar({ choice, total, isOwn, isChosen, onChoose }: ChoiceBarProps) {
  const percent = percentOf(choice.votes, total)
  const Row = onChoose ? 'label' : 'div'
  return (
    <Row className={styles.choice} data-own={isOwn || undefined}>
      {onChoose && (
        <input
          type="radio"
          name="choice"
          value={choice.id}
          checked={isChosen}
          onChange={() => onChoose(choice.id)}
        />
      )}
      <span className={styles.text}>{choice.choice_text}</span>
      {isOwn && <span className={styles.own}>Your vote</span>}
      <span className={styles.share}>
        {percent}
        <span aria-hidden> %</span>
        <span className="visually-hidden"> percent, {counted(choice.votes, 'vote')}</span>
      </span>
      <span aria-hidden className={styles.track}>
        <span className={styles.bar} style={{ width: `${percent}%` }} />
      </span>
    </Row>
  )
}
