import type { Column } from '@mt/web/parts/data-table.tsx'
import { Tag } from '@mt/web/parts/tag.tsx'
import { When } from '@mt/web/parts/when.tsx'
import { getRouteApi } from '@tanstack/react-router'
import type { AdminRows } from '../api/admin-queries.ts'
import styles from './admin.module.css'
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
        {user.role === 'admin' && <Tag tone="accent">Admin</Tag>}
        {user.disabled && <Tag tone="danger">Disabled</Tag>}
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
