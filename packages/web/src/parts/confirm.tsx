import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { ProblemNote } from './problem-note.tsx'

interface ConfirmProps {
  /** What opens the question; without it the question is open from the first. */
  trigger?: ReactElement
  title: string
  children: ReactNode
  /** The word on the button that does it. */
  action: string
  /** Does it. What it throws is shown, and the question stays. */
  onConfirm(): Promise<unknown>
  /** Told when the question has gone. */
  onClose?(): void
}

/** Asks before something is done that cannot be undone. */
export function Confirm({ trigger, title, children, action, onConfirm, onClose }: ConfirmProps) {
  const [isOpen, setOpen] = useState(!trigger)
  const { error, confirm } = useConfirmation(onConfirm, () => setOpen(false))
  return (
    <AlertDialog.Root
      open={isOpen}
      onOpenChange={setOpen}
      onOpenChangeComplete={(open) => !open && onClose?.()}
    >
      {trigger && <AlertDialog.Trigger render={trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup className={styles.popup}>
          <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={styles.text}>{children}</AlertDialog.Description>
          {error ? <ProblemNote error={error} /> : null}
          <div className={styles.actions}>
            <AlertDialog.Close render={<Button>Cancel</Button>} />
            <Button look="danger" onClick={confirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function useConfirmation(onConfirm: () => Promise<unknown>, onDone: () => void) {
  const [error, setError] = useState<unknown>()
  const confirm = async () => {
    setError(undefined)
    await onConfirm().then(onDone, setError)
  }
  return { error, confirm }
}
