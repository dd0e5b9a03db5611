import { useSuspenseQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { sessionQuery } from '../api/queries.ts'

/** A tenant's hosts as links to its pages. */
export function TenantHosts({ hosts }: { hosts: readonly string[] }) {
  const { data: session } = useSuspenseQuery(sessionQuery)
  return hosts.map((host, index) => (
    <Fragment key={host}>
      {index > 0 && ', '}
      <a href={session.tenantUrl.replace('{host}', host)} target="_blank" rel="noreferrer">
        {host}
      </a>
    </Fragment>
  ))
}
