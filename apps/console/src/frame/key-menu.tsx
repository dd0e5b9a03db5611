import { Menu } from '@base-ui/react/menu'
import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import styles from '@mt/web/parts/menu.module.css'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'

/** Which key is signed in, and the way out. */
export function KeyMenu() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const signOut = useSignOut()
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={styles.trigger}>
        <span aria-hidden>{session.name.slice(0, 2)}</span>
        <span className="visually-hidden">Signed in with the key {session.name}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.popup}>
            <p className={styles.who}>
              <span>{session.name}</span>
              <span className="quiet small">{session.scopes.join(', ')}</span>
            </p>
            <Menu.Item className={styles.item} render={<a href="/docs">API reference</a>} />
            <Menu.Separator className={styles.line} />
            <Menu.Item className={styles.item} onClick={() => signOut()}>
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function useSignOut() {
  const announce = useAnnounce()
  const { mutate } = useMutation({
    mutationFn: () => take(api.DELETE('/console/session')),
    // A new page: nothing that this one knew is left.
    onSuccess: () => window.location.assign('/console/sign-in'),
    onError: (error) => announce(messageOf(error)),
  })
  return mutate
}
