import { Dialog } from '@base-ui/react/dialog'
import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import dialog from '@mt/web/parts/dialog.module.css'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import styles from './admin.module.css'
import { useAdminAction } from './use-admin-action.ts'

/** Changes the text of a choice; its votes stay. */
export function EditChoice({ choice }: { choice: Schemas['AdminChoice'] }) {
  const [isOpen, setOpen] = useState(false)
  const act = useAdminAction()
  const { mutateAsync, error } = useMutation({
    mutationFn: (choice_text: string) => {
      const params = { path: { id: choice.id } }
      const run = () =>
        take(api.PATCH('/admin/api/choices/{id}', { params, body: { choice_text } }))
      return act(run, 'The choice was changed')
    },
    onSuccess: () => setOpen(false),
  })
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger
        render={
          <Button look="bare" aria-label={`Edit “${choice.choice_text}”`}>
            Edit
          </Button>
        }
      />
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Popup className={dialog.popup}>
          <Dialog.Title className={dialog.title}>Edit the choice</Dialog.Title>
          <Dialog.Description className={dialog.text}>
            Its votes stay, including those for the old text.
          </Dialog.Description>
          <ProblemForm
            className={styles.form}
            error={error}
            labels={{ choice_text: 'The choice' }}
            onSubmit={(values) => mutateAsync(textOf(values, 'choice_text'))}
          >
            <TextField
              name="choice_text"
              label="Choice"
              maxLength={100}
              required
              defaultValue={choice.choice_text}
            />
            <div className={dialog.actions}>
              <Dialog.Close render={<Button>Cancel</Button>} />
              <Button type="submit" look="primary">
                Save
              </Button>
            </div>
          </ProblemForm>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
