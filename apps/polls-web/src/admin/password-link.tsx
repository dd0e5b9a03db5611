import { Dialog } from '@base-ui/react/dialog'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import dialog from '@mt/web/parts/dialog.module.css'
import field from '@mt/web/parts/field.module.css'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { useMutation } from '@tanstack/react-query'
import { api, type Schemas } from '../api/client.ts'
import styles from './admin.module.css'

interface PasswordLinkProps {
  user: Schemas['AdminUser']
  onClose(): void
}

/** Creates a link with which a user sets a new password, and shows it only once. */
export function PasswordLink({ user, onClose }: PasswordLinkProps) {
  const link = useMutation({
    mutationFn: () => {
      const params = { path: { id: user.id } }
      return take(api.POST('/admin/api/users/{id}/password-link', { params }))
    },
  })
  return (
    <Dialog.Root defaultOpen onOpenChangeComplete={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          <Dialog.Title className={dialog.title}>New password for {user.username}</Dialog.Title>
          <Dialog.Description className={dialog.text}>
            The link works once, within an hour, and replaces any earlier one. Send it over a
            channel that nobody else reads; it will not be shown again.
          </Dialog.Description>
          {link.error ? <ProblemNote error={link.error} /> : null}
          {link.data && <MadeLink url={link.data.url} />}
          <div className={dialog.actions}>
            <Dialog.Close render={<Button>Close</Button>} />
            {!link.data && (
              <Button look="primary" onClick={() => link.mutateAsync()}>
                Create the link
              </Button>
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function MadeLink({ url }: { url: string }) {
  const announce = useAnnounce()
  const copy = async () => {
    await navigator.clipboard.writeText(url)
    announce('The link was copied')
  }
  return (
    <div className={styles.link}>
      <input
        readOnly
        aria-label="Link for a new password"
        className={field.control}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      {'clipboard' in navigator && <Button onClick={copy}>Copy</Button>}
    </div>
  )
}
