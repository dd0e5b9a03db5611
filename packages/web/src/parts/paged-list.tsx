import type { ReactNode } from 'react'
import { type Column, DataTable } from './data-table.tsx'
import { LoadMore } from './load-more.tsx'
import { Empty, Loading } from './notes.tsx'
import { ProblemNote } from './problem-note.tsx'

interface PagedListProps<Row> {
  list: {
    data: { pages: { results: Row[] }[] } | undefined
    isPending: boolean
    error: unknown
    refetch(): Promise<unknown>
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    fetchNextPage(): Promise<unknown>
  }
  caption: string
  columns: Column<Row & { id: string }>[]
  /** What tells rows apart, where they have no id of their own. */
  idOf?(row: Row): string
  empty: ReactNode
  sort?: string | undefined
  onSort?(sort: string | undefined): void
}

/** A list that the service pages: loading, failed, empty, or its rows and the way to more. */
export function PagedList<Row extends object>(props: PagedListProps<Row>) {
  const { list, caption, columns, idOf, empty, sort, onSort = () => {} } = props
  if (list.isPending) return <Loading />
  if (!list.data) return <ProblemNote error={list.error} onRetry={() => void list.refetch()} />
  const rows = list.data.pages
    .flatMap(({ results }) => results)
    .map((row) => ({ ...row, id: idOf ? idOf(row) : (row as Row & { id: string }).id }))
  if (rows.length === 0) return typeof empty === 'string' ? <Empty title={empty} /> : empty
  return (
    <>
      <DataTable caption={caption} rows={rows} columns={columns} sort={sort} onSort={onSort} />
      <LoadMore list={list} />
    </>
  )
}
