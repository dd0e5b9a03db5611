import { Menu } from '@base-ui/react/menu'
import { useMutation } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { messageOf } from '../api/problem.ts'
import { useAnnounce } from './announcer.tsx'
import styles from './menu.module.css'

interface WayOut {
  title: string
  /** Ends the session. What it throws is said, and the page stays. */
  signOut(): Promise<unknown>
}

interface AccountMenuProps {
  /** Who is signed in. */
  name: string
  /** What the button is called, for who does not see it. */
  label: string
  /** What else there is to know of who is signed in. */
  detail: string
  /** Links that not everybody has. */
  links?: readonly ReactElement[]
  waysOut: readonly WayOut[]
  /** The path that one is at when signed out. */
  outside: string
}

/** Who is signed in, the ways from there, and the ways out. */
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
    // A new page: nothing that this one knew is left.
    onSuccess: () => window.location.assign(outside),
    onError: (error) => announce(messageOf(error)),
  })
  return mutate
}
