import { messageOf } from '../api/problem.ts'
import { Button } from './button.tsx'
import styles from './load-more.module.css'

interface LoadMoreProps {
  list: {
    hasNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage(): Promise<unknown>
  }
}

/** The button that loads the next page of a list, if there is one. */
export function LoadMore({ list }: LoadMoreProps) {
  if (!list.hasNextPage) return null
  return (
    <div className={styles.more}>
      {list.isFetchNextPageError && <p role="alert">{messageOf(list.error)}</p>}
      <Button onClick={() => list.fetchNextPage()}>Show more</Button>
    </div>
  )
}
