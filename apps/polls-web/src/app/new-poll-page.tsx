import { take } from '@mt/web/api/take.ts'
import layout from '@mt/web/frame/layout.module.css'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { templatesQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import { type ChoiceDraft, ChoiceFields, draftOf } from './choice-fields.tsx'
import styles from './new-poll-page.module.css'

const labels = { question: 'The question', closes_at: 'The closing time' }

/** Creates a poll, from scratch or from a template. */
export function NewPollPage() {
  useTitle('New poll')
  const [question, setQuestion] = useState('')
  const [choices, setChoices] = useState<ChoiceDraft[]>(() => ['', ''].map(draftOf))
  const { mutateAsync, error } = useCreatePoll()
  const useTemplate = (template: Schemas['PollTemplate']) => {
    setQuestion(template.question)
    setChoices(template.choices.map(draftOf))
  }
  const submit = (values: FormData) => {
    const closing = textOf(values, 'closes_at')
    return mutateAsync({
      question,
      choices: choices.map(({ text }) => text).filter((text) => text.trim() !== ''),
      ...(closing && { closes_at: new Date(closing).toISOString() }),
    })
  }
  return (
    <main id="main" tabIndex={-1} className={`${layout.main} ${layout.narrow}`}>
      <h1>New poll</h1>
      <Templates onUse={useTemplate} />
      <ProblemForm className={styles.form} error={error} labels={labels} onSubmit={submit}>
        <TextField
          name="question"
          label="Question"
          maxLength={100}
          required
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
        />
        <ChoiceFields choices={choices} onChange={setChoices} />
        <TextField
          name="closes_at"
          label="Closes"
          type="datetime-local"
          className={styles.closing ?? ''}
          hint="Leave empty for a poll that stays open."
        />
        <div>
          <Button type="submit" look="primary">
            Create poll
          </Button>
        </div>
      </ProblemForm>
    </main>
  )
}

function Templates({ onUse }: { onUse: (template: Schemas['PollTemplate']) => void }) {
  const { data } = useQuery(templatesQuery)
  return (
    <section className={styles.templates} aria-labelledby="templates">
      <h2 id="templates" className={styles.templatesTitle}>
        Start from
      </h2>
      {data?.results.map((template) => (
        <Button key={template.id} size="small" onClick={() => onUse(template)}>
          {template.name}
        </Button>
      ))}
    </section>
  )
}

function useCreatePoll() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: Schemas['NewPoll']) => take(api.POST('/polls', { body })),
    async onSuccess({ id }) {
      await queryClient.invalidateQueries({ queryKey: ['polls', 'list'] })
      await navigate({ to: '/app/polls/$pollId', params: { pollId: id } })
    },
  })
}
