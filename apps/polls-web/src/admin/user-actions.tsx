import { Menu } from '@base-ui/react/menu'
import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import menu from '@mt/web/parts/menu.module.css'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import styles from './admin.module.css'
import { DeleteUser } from './delete-user.tsx'
import { PasswordLink } from './password-link.tsx'
import { useAdminAction } from './use-admin-action.ts'

type User = Schemas['AdminUser']

/** The actions that an admin may take on a user. */
export function UserActions({ user }: { user: User }) {
  const [open, setOpen] = useState<'link' | 'delete'>()
  const { change, endSessions } = useUserActions(user)
  const { username, role, disabled } = user
  const close = () => setOpen(undefined)
  return (
    <>
      <Menu.Root modal={false}>
        <Menu.Trigger className={styles.trigger} aria-label={`Actions for ${username}`}>
          <span aria-hidden>⋯</span>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className={menu.positioner}>
            <Menu.Popup className={menu.popup}>
              <Item onClick={() => change({ role: role === 'admin' ? 'user' : 'admin' })}>
                {role === 'admin' ? 'Remove the admin role' : 'Make an admin'}
              </Item>
              <Item onClick={() => setOpen('link')}>Link for a new password</Item>
              <Item onClick={endSessions}>End all sessions</Item>
              <Menu.Separator className={menu.line} />
              <Item onClick={() => change({ disabled: !disabled })}>
                {disabled ? 'Enable' : 'Disable'}
              </Item>
              <Item onClick={() => setOpen('delete')}>Delete …</Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {open === 'link' && <PasswordLink user={user} onClose={close} />}
      {open === 'delete' && <DeleteUser user={user} onClose={close} />}
    </>
  )
}

function Item(props: Menu.Item.Props) {
  return <Menu.Item {...props} className={menu.item ?? ''} />
}

function useUserActions({ id, username }: User) {
  const act = useAdminAction()
  const announce = useAnnounce()
  const params = { path: { id } }
  const announceError = (error: unknown) => announce(messageOf(error))
  return {
    change(body: Schemas['UserChange']) {
      const run = () => take(api.PATCH('/admin/api/users/{id}', { params, body }))
      void act(run, `${username} was changed`).catch(announceError)
    },
    endSessions() {
      const run = () => take(api.DELETE('/admin/api/users/{id}/sessions', { params }))
      void act(run, `${username} was signed out everywhere`).catch(announceError)
    },
  }
}
