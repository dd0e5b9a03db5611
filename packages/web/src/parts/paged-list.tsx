import type { ReactNode } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { LoadMore } from './load-more.tsx'
import { Empty, Loading } from './notes.tsx'
import { ProblemNote } from './problem-note.tsx'

/** A list that the service pages, as the pages know it. */
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
  /** Said while it is on its way. */
  loading?: string
  /** What stands where there is nothing. */
  empty: ReactNode
  children(rows: Row[]): ReactNode
}

/** A list that the service pages: loading, failed, empty, or its rows and the way to more. */
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
  /** What tells rows apart, where they have no id of their own. */
  idOf?(row: Row): string
  sort?: string | undefined
  onSort?(sort: string | undefined): void
}

/** The same as a table. */
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
