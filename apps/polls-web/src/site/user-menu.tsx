import { Menu } from '@base-ui/react/menu'
import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import styles from '@mt/web/parts/menu.module.css'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api, type Schemas } from '../api/client.ts'

/** Who is signed in, and what it may do with its sessions. */
export function UserMenu({ me }: { me: Schemas['Me'] }) {
  const signOut = useSignOut()
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={styles.trigger}>
        <span aria-hidden>{me.username.slice(0, 2)}</span>
        <span className="visually-hidden">Account of {me.username}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.popup}>
            <p className={styles.who}>
              <span>{me.username}</span>
              <span className="quiet small">{me.email}</span>
            </p>
            {me.role === 'admin' && (
              <Menu.Item className={styles.item} render={<Link to="/admin">Admin</Link>} />
            )}
            <Menu.Item className={styles.item} render={<a href="/docs">API reference</a>} />
            <Menu.Separator className={styles.line} />
            <Menu.Item className={styles.item} onClick={() => signOut('here')}>
              Sign out
            </Menu.Item>
            <Menu.Item className={styles.item} onClick={() => signOut('everywhere')}>
              Sign out everywhere
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
    mutationFn: (where: 'here' | 'everywhere') =>
      take(where === 'here' ? api.DELETE('/session') : api.POST('/logout/all')),
    // A new page: nothing that this one knew is left.
    onSuccess: () => window.location.assign('/'),
    onError: (error) => announce(messageOf(error)),
  })
  return mutate
}
