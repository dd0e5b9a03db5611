import { Menu } from '@base-ui/react/menu'
import { useMutation } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { messageOf } from '../api/problem.ts'
import { useAnnounce } from './announcer.tsx'
import styles from './menu.module.css'

interface WayOut {
  title: string
  /** Ends the session. Its error is announced, and the page stays. */
  signOut(): Promise<unknown>
}

interface AccountMenuProps {
  /** The name of the signed-in user. */
  name: string
  /** The accessible name of the button. */
  label: string
  /** Further details about the signed-in user. */
  detail: string
  /** Links that not every user has. */
  links?: readonly ReactElement[]
  waysOut: readonly WayOut[]
  /** The path to show after signing out. */
  outside: string
}

/** The menu of the signed-in user: links, and ways to sign out. */
export function AccountMenu({ name, label, detail, links, waysOut, outside }: AccountMenuProps) {
  const leave = useLeave(outside)
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className={styles.trigger}>
        <span aria-hidden>{name.slice(0, 2)}</span>
        <span className="visually-hidden">{label}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" className={styles.positioner}>
          <Menu.Popup className={styles.popup}>
            <p className={styles.who}>
              <span>{name}</span>
              <span className="quiet small">{detail}</span>
            </p>
            {links?.map((link) => (
              <Menu.Item key={link.key} className={styles.item} render={link} />
            ))}
            <Menu.Item className={styles.item} render={<a href="/docs">API reference</a>} />
            <Menu.Separator className={styles.line} />
            {waysOut.map(({ title, signOut }) => (
              <Menu.Item key={title} className={styles.item} onClick={() => leave(signOut)}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function useLeave(outside: string) {
  const announce = useAnnounce()
  const { mutate } = useMutation({
    mutationFn: (signOut: WayOut['signOut']) => signOut(),
    // A full page load, so that nothing of this session stays in memory.
    onSuccess: () => window.location.assign(outside),
    onError: (error) => announce(messageOf(error)),
  })
  return mutate
}
