import { getRouteApi } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import { When } from '../parts/when.tsx'
import styles from './admin.module.css'
import type { Column } from './data-table.tsx'
import { ListPage } from './list-page.tsx'
import { UserActions } from './user-actions.tsx'

const route = getRouteApi('/signed-in/admin/users')

const columns: Column<AdminRows['users']>[] = [
  {
    title: 'User',
    sort: 'username',
    cell: (user) => (
      <>
        <span className={styles.strong}>{user.username}</span>
        {user.role === 'admin' && (
          <span className={styles.tag} data-tone="accent">
            Admin
          </span>
        )}
        {user.disabled && (
          <span className={styles.tag} data-tone="danger">
            Disabled
          </span>
        )}
      </>
    ),
  },
  { title: 'E-mail', sort: 'email', cell: ({ email }) => email },
  { title: 'Joined', cell: (user) => <When at={user.created_at} /> },
  { title: 'Actions', isActions: true, cell: (user) => <UserActions user={user} /> },
]

export function UsersPage() {
  return (
    <ListPage
      list="users"
      title="Users"
      searchLabel="Search names and e-mails"
      view={route.useSearch()}
      columns={columns}
    />
  )
}
