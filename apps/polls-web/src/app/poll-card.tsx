import { When } from '@mt/web/parts/when.tsx'
import { Link } from '@tanstack/react-router'
import type { Schemas } from '../api/client.ts'
import styles from './polls-page.module.css'
import { counted, isClosed } from './votes.ts'

/** A poll in a list: its question, its creator, and its results at a glance. */
export function PollCard({ poll }: { poll: Schemas['Poll'] }) {
  const total = poll.choices.reduce((sum, { votes }) => sum + votes, 0)
  return (
    <li className={styles.card}>
      <h2 className={styles.question}>
        <Link to="/app/polls/$pollId" params={{ pollId: poll.id }}>
          {poll.question}
        </Link>
      </h2>
      <Shares choices={poll.choices} />
      <p className={styles.facts}>
        <span>{counted(total, 'vote')}</span>
        <span>
          {poll.created_by.username}, <When at={poll.pub_date} />
        </span>
        {poll.closes_at && (
          <span>
            {isClosed(poll) ? 'closed' : 'closes'} <When at={poll.closes_at} />
          </span>
        )}
      </p>
    </li>
  )
}

/** The shares of the choices as one line. The poll's own page has them in words. */
function Shares({ choices }: { choices: Schemas['Choice'][] }) {
  const most = Math.max(...choices.map(({ votes }) => votes))
  const voted = choices.filter(({ votes }) => votes > 0)
  return (
    <div aria-hidden className={styles.shares}>
      {voted.map(({ id, votes }) => (
        <span
          key={id}
          className={votes === most ? styles.ahead : undefined}
          style={{ flexGrow: votes }}
        />
      ))}
    </div>
  )
}
