import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from '@mt/web/parts/button.tsx'
import dialog from '@mt/web/parts/dialog.module.css'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { useMutation } from '@tanstack/react-query'
import { type ReactElement, type ReactNode, useState } from 'react'
import styles from './parts.module.css'

interface TypedConfirmProps {
  trigger: ReactElement
  title: string
  children: ReactNode
  /** What has to be typed to confirm. */
  word: string
  action: string
  /** If it throws, the error is shown and the dialog stays open. */
  onConfirm(): Promise<unknown>
}

/** A button that asks for a word to be typed before it does something that users will notice. */
export function TypedConfirm(props: TypedConfirmProps) {
  const { trigger, title, children } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      <AlertDialog.Trigger render={trigger} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialog.backdrop} />
        <AlertDialog.Popup className={dialog.popup}>
          <AlertDialog.Title className={dialog.title}>{title}</AlertDialog.Title>
          <AlertDialog.Description className={dialog.text}>{children}</AlertDialog.Description>
          <Question {...props} onDone={() => setOpen(false)} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function Question({ word, action, onConfirm, onDone }: TypedConfirmProps & { onDone(): void }) {
  const [typed, setTyped] = useState('')
  const { mutateAsync, error } = useMutation({ mutationFn: onConfirm, onSuccess: onDone })
  const isConfirmed = typed.trim() === word
  const submit = async () => isConfirmed && mutateAsync()
  return (
    <ProblemForm className={styles.form} error={error} labels={{}} onSubmit={submit}>
      <TextField
        name="word"
        label={`Type ${word} to confirm`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <div className={dialog.actions}>
        <AlertDialog.Close render={<Button>Cancel</Button>} />
        <Button type="submit" look="danger" disabled={!isConfirmed}>
          {action}
        </Button>
      </div>
    </ProblemForm>
  )
}
