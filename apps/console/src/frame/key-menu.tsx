import { take } from '@mt/web/api/take.ts'
import { AccountMenu } from '@mt/web/parts/account-menu.tsx'
import { useSuspenseQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'

const waysOut = [{ title: 'Sign out', signOut: () => take(api.DELETE('/console/session')) }]

/** Shows which key is signed in, and signs out. */
export function KeyMenu() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  return (
    <AccountMenu
      name={session.name}
      label={`Signed in with the key ${session.name}`}
      detail={session.scopes.join(', ')}
      waysOut={waysOut}
      outside="/console/sign-in"
    />
  )
}
