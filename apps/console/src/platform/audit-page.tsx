import { useShow } from '@mt/web/frame/use-show.ts'
import { SearchField } from '@mt/web/parts/search-field.tsx'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { auditQuery } from '../api/queries.ts'
import { useTitle } from '../frame/use-title.ts'
import parts from '../parts/parts.module.css'
import { AuditList } from './audit-list.tsx'

const route = getRouteApi('/signed-in/audit')

export function AuditPage() {
  useTitle('Audit')
  const view = route.useSearch()
  const show = useShow(view)
  const onWho = useCallback((who: string) => show({ who: who || undefined }), [show])
  const onWhat = useCallback((what: string) => show({ what: what || undefined }), [show])
  return (
    <>
      <div className={parts.top}>
        <h1>Audit</h1>
        <div className={parts.filters}>
          <SearchField
            label="Event, such as tenant.suspended"
            value={view.what ?? ''}
            onSearch={onWhat}
          />
          <SearchField label="Name of an API key" value={view.who ?? ''} onSearch={onWho} />
        </div>
      </div>
      <AuditList list={useInfiniteQuery(auditQuery(view))} />
    </>
  )
}
