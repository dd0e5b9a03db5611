import { Button } from '@mt/web/parts/button.tsx'
import { type Column, DataTable } from '@mt/web/parts/data-table.tsx'
import { LoadMore } from '@mt/web/parts/load-more.tsx'
import { Empty, Loading } from '@mt/web/parts/notes.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { SearchField } from '@mt/web/parts/search-field.tsx'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useDeferredValue } from 'react'
import {
  type AdminList,
  type AdminRows,
  adminListQuery,
  type ListView,
} from '../api/admin-queries.ts'
import { pollQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import styles from './admin.module.css'

interface ListPageProps<List extends AdminList> {
  list: List
  title: string
  /** What the search looks in. */
  searchLabel: string
  view: ListView
  columns: Column<AdminRows[List]>[]
}

/** A list of the tenant: searched, sorted and paged by the service, as the URL says. */
export function ListPage<List extends AdminList>(props: ListPageProps<List>) {
  const { list, title, searchLabel, view, columns } = props
  useTitle(title)
  const show = useShow(view)
  const onSearch = useCallback((q: string) => show({ q: q || undefined }), [show])
  return (
    <>
      <div className={styles.top}>
        <h1>{title}</h1>
        <SearchField label={searchLabel} value={view.q ?? ''} onSearch={onSearch} />
      </div>
      {view.poll && <OfPoll id={view.poll} onAll={() => show({ poll: undefined })} />}
      <Rows
        list={list}
        view={useDeferredValue(view)}
        columns={columns}
        caption={title}
        onSort={(sort) => show({ sort })}
      />
    </>
  )
}

interface RowsProps<List extends AdminList> {
  list: List
  view: ListView
  columns: Column<AdminRows[List]>[]
  caption: string
  onSort(sort: string | undefined): void
}

function Rows<List extends AdminList>({ list, view, columns, caption, onSort }: RowsProps<List>) {
  const query = useInfiniteQuery(adminListQuery(list, view))
  if (query.isPending) return <Loading />
  if (!query.data) return <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
  const rows = query.data.pages.flatMap((page) => page.results)
  if (rows.length === 0)
    return <Empty title={view.q ? `Nothing has “${view.q}” in it` : 'Nothing yet'} />
  return (
    <>
      <DataTable caption={caption} rows={rows} columns={columns} sort={view.sort} onSort={onSort} />
      <LoadMore list={query} />
    </>
  )
}

function OfPoll({ id, onAll }: { id: string; onAll: () => void }) {
  const { data: poll } = useQuery(pollQuery(id))
  return (
    <p className={styles.ofPoll}>
      Of the poll “{poll?.question ?? '…'}”
      <Button size="small" onClick={onAll}>
        Show all
      </Button>
    </p>
  )
}

function useShow(view: ListView) {
  const navigate = useNavigate()
  return useCallback(
    (change: ListView) => {
      const search = { ...view, ...change }
      void navigate({ to: '.', search, replace: true, resetScroll: false })
    },
    [navigate, view],
  )
}
