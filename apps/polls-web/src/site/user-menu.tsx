import { take } from '@mt/web/api/take.ts'
import { AccountMenu } from '@mt/web/parts/account-menu.tsx'
import { Link } from '@tanstack/react-router'
import { api, type Schemas } from '../api/client.ts'

const linksOfAdmins = [
  <Link key="admin" to="/admin">
    Admin
  </Link>,
]

const waysOut = [
  { title: 'Sign out', signOut: () => take(api.DELETE('/session')) },
  { title: 'Sign out everywhere', signOut: () => take(api.POST('/logout/all')) },
]

/** The menu of the signed-in user. */
export function UserMenu({ me }: { me: Schemas['Me'] }) {
  return (
    <AccountMenu
      name={me.username}
      label={`Account of ${me.username}`}
      detail={me.email}
      links={me.role === 'admin' ? linksOfAdmins : []}
      waysOut={waysOut}
      outside="/"
    />
  )
}
