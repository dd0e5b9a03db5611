import { useShow } from '@mt/web/frame/use-show.ts'
import { Button } from '@mt/web/parts/button.tsx'
import type { Column } from '@mt/web/parts/data-table.tsx'
import { PagedList } from '@mt/web/parts/paged-list.tsx'
import { SearchField } from '@mt/web/parts/search-field.tsx'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
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
  /** The label of the search field. */
  searchLabel: string
  view: ListView
  columns: Column<AdminRows[List]>[]
}

/** A list of the tenant's data, searched, sorted and paged by the service as the URL says. */
export function ListPage<List extends AdminList>(props: ListPageProps<List>) {
  const { list, title, searchLabel, view, columns } = props
  useTitle(title)
  const show = useShow(view)
  const shown = useDeferredValue(view)
  const onSearch = useCallback((q: string) => show({ q: q || undefined }), [show])
  return (
    <>
      <div className={styles.top}>
        <h1>{title}</h1>
        <SearchField label={searchLabel} value={view.q ?? ''} onSearch={onSearch} />
      </div>
      {view.poll && <OfPoll id={view.poll} onAll={() => show({ poll: undefined })} />}
      <PagedList
        list={useInfiniteQuery(adminListQuery(list, shown))}
        caption={title}
        columns={columns}
        empty={shown.q ? `Nothing matches “${shown.q}”` : 'Nothing yet'}
        sort={shown.sort}
        onSort={(sort) => show({ sort })}
      />
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
