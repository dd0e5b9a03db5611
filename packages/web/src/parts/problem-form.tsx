import { Form } from '@base-ui/react/form'
import type { FormEvent, ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { FormBusy } from './button.tsx'
import { ProblemNote } from './problem-note.tsx'
import { useBusy } from './use-busy.ts'

interface ProblemFormProps {
  /** The reason why the last attempt was refused. */
  error: unknown
  /** The names of the fields in the form, as in the API, with their labels. */
  labels: Readonly<Record<string, string>>
  /** Sends the form. Until there is an answer, nothing else is sent, and the form's buttons are locked. */
  onSubmit(values: FormData): Promise<unknown>
  /** Called whenever something is typed or chosen. */
  onEdit?: (() => void) | undefined
  className?: string | undefined
  children: ReactNode
}

/** A form that shows each problem at its field, and problems of no field above them. */
export function ProblemForm({
  error,
  labels,
  onSubmit,
  onEdit,
  className,
  children,
}: ProblemFormProps) {
  const fields = error instanceof ApiProblem ? error.fields : {}
  const known = Object.entries(fields).filter(([field]) => field in labels)
  const errors = Object.fromEntries(
    known.map(([field, text]) => [field, `${labels[field]} ${text}.`]),
  )
  const isShownAtFields = known.length > 0 && known.length === Object.keys(fields).length
  const { isBusy, run } = useBusy()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    void run(() => onSubmit(values))
  }
  return (
    <Form className={className} errors={errors} onSubmit={submit} onInput={onEdit}>
      {error && !isShownAtFields ? <ProblemNote error={error} /> : null}
      <FormBusy value={isBusy}>{children}</FormBusy>
    </Form>
  )
}
