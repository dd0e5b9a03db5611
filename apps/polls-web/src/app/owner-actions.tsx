import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { api, type Schemas } from '../api/client.ts'
import styles from './poll-page.module.css'
import { isClosed } from './votes.ts'

/** The actions of a poll's creator, or of an admin. */
export function OwnerActions({ poll }: { poll: Schemas['Poll'] }) {
  return (
    <section className={styles.owner} aria-labelledby="your-poll">
      <h2 id="your-poll">Change this poll</h2>
      <AddChoice poll={poll} />
      <div className={styles.actions}>
        <CloseOrOpen poll={poll} />
        <DeletePoll poll={poll} />
      </div>
    </section>
  )
}

function AddChoice({ poll: { id } }: { poll: Schemas['Poll'] }) {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const form = useRef<HTMLDivElement>(null)
  const { mutateAsync, error } = useMutation({
    mutationFn: (choice_text: string) =>
      take(api.POST('/polls/{id}/choices', { params: { path: { id } }, body: { choice_text } })),
    onSuccess: ({ choice_text }) => {
      form.current?.querySelector('form')?.reset()
      announce(`“${choice_text}” was added`)
      return queryClient.invalidateQueries({ queryKey: ['polls'] })
    },
  })
  return (
    <div ref={form}>
      <ProblemForm
        className={styles.adding}
        error={error}
        labels={{ choice_text: 'Choice' }}
        onSubmit={(values) => mutateAsync(textOf(values, 'choice_text'))}
      >
        <TextField name="choice_text" label="Another choice" maxLength={100} required />
        <Button type="submit">Add</Button>
      </ProblemForm>
    </div>
  )
}

function CloseOrOpen({ poll }: { poll: Schemas['Poll'] }) {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const closed = isClosed(poll)
  const { mutateAsync } = useMutation({
    mutationFn: () =>
      take(
        api.PATCH('/polls/{id}', {
          params: { path: { id: poll.id } },
          body: { closes_at: closed ? null : new Date().toISOString() },
        }),
      ),
    onSuccess: () => {
      announce(closed ? 'The poll is open again' : 'The poll is closed')
      return queryClient.invalidateQueries({ queryKey: ['polls'] })
    },
    onError: (error) => announce(messageOf(error)),
  })
  return <Button onClick={() => mutateAsync()}>{closed ? 'Open again' : 'Close now'}</Button>
}

function DeletePoll({ poll: { id, question } }: { poll: Schemas['Poll'] }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const announce = useAnnounce()
  const remove = async () => {
    await take(api.DELETE('/polls/{id}', { params: { path: { id } } }))
    await navigate({ to: '/app' })
    announce('The poll was deleted')
    queryClient.removeQueries({ queryKey: ['polls', id] })
    await queryClient.invalidateQueries({ queryKey: ['polls', 'list'] })
  }
  return (
    <Confirm
      trigger={<Button look="danger">Delete</Button>}
      title="Delete this poll?"
      action="Delete"
      onConfirm={remove}
    >
      “{question}” will be deleted with its choices and votes. This cannot be undone.
    </Confirm>
  )
}
