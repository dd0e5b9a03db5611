import type { ReactNode } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { LoadMore } from './load-more.tsx'
import { Empty, Loading } from './notes.tsx'
import { ProblemNote } from './problem-note.tsx'

/** A paged list as the query client holds it. */
export interface KnownList<Row> {
  data: { pages: { results: Row[] }[] } | undefined
  isPending: boolean
  error: unknown
  refetch(): Promise<unknown>
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  fetchNextPage(): Promise<unknown>
}

interface PagedProps<Row> {
  list: KnownList<Row>
  /** Announced while the list loads. */
  loading?: string
  /** Shown if the list is empty. */
  empty: ReactNode
  children(rows: Row[]): ReactNode
}

/** A paged list: loading, failed, empty, or its rows and the button for more. */
export function Paged<Row>({ list, loading, empty, children }: PagedProps<Row>) {
  if (list.isPending) return <Loading what={loading} />
  if (!list.data) return <ProblemNote error={list.error} onRetry={() => void list.refetch()} />
  const rows = list.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0) return typeof empty === 'string' ? <Empty title={empty} /> : empty
  return (
    <>
      {children(rows)}
      <LoadMore list={list} />
    </>
  )
}

interface PagedListProps<Row> extends Omit<PagedProps<Row>, 'children'> {
  caption: string
  columns: Column<Row & { id: string }>[]
  /** The id of a row, if it has no field `id`. */
  idOf?(row: Row): string
  sort?: string | undefined
  onSort?(sort: string | undefined): void
}

/** A paged list as a table. */
export function PagedList<Row extends object>(props: PagedListProps<Row>) {
  const { list, empty, idOf, caption, columns, sort, onSort = () => {} } = props
  const withId = (row: Row) => ({ ...row, id: idOf ? idOf(row) : (row as Row & { id: string }).id })
  const table = { caption, columns, sort, onSort }
  return (
    <Paged list={list} empty={empty}>
      {(rows) => <DataTable {...table} rows={rows.map(withId)} />}
    </Paged>
  )
}
