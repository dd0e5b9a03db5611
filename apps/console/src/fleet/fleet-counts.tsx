import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { countsQuery, type TenantsView } from '../api/queries.ts'
import styles from './fleet.module.css'

const numbers = new Intl.NumberFormat('en')

/** The number of tenants by status, each with a link to them. */
export function FleetCounts({ view }: { view: TenantsView }) {
  const { data } = useQuery(countsQuery)
  if (!data) return null
  const { status: _, ...others } = view
  const counted = data.byStatus.filter(({ tenants }) => tenants > 0)
  return (
    <ul aria-label="Tenants by status" className={styles.counts}>
      <li>
        <Link to="/" search={others} activeOptions={{ exact: true, includeSearch: true }}>
          <b>{numbers.format(data.tenants)}</b> in total
        </Link>
      </li>
      {counted.map(({ status, tenants }) => (
        <li key={status}>
          <Link to="/" search={{ ...others, status }}>
            <b>{numbers.format(tenants)}</b> {status}
          </Link>
        </li>
      ))}
    </ul>
  )
}
