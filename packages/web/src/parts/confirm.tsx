import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { ProblemNote } from './problem-note.tsx'

interface ConfirmProps {
  /** The element that opens the question; without it the question is open from the start. */
  trigger?: ReactElement
  title: string
  children: ReactNode
  /** The label of the button that confirms. */
  action: string
  /** Does it. Its error is shown, and the question stays. */
  onConfirm(): Promise<unknown>
  /** Called when the question has closed. */
  onClose?(): void
}

/** Asks for confirmation before something that cannot be undone. */
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
