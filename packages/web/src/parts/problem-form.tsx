import { Form } from '@base-ui/react/form'
import type { FormEvent, ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { ProblemNote } from './problem-note.tsx'

interface ProblemFormProps {
  /** Why the last try was refused. */
  error: unknown
  /** The names of the fields that the form shows, as the API names them, with their labels. */
  labels: Readonly<Record<string, string>>
  onSubmit(values: FormData): void
  /** Told of whatever is typed or chosen. */
  onEdit?: (() => void) | undefined
  className?: string | undefined
  children: ReactNode
}

/** A form that shows each problem at its field, and above its fields what concerns none of them. */
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
  const isToldByFields = known.length > 0 && known.length === Object.keys(fields).length
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onSubmit(new FormData(event.currentTarget))
  }
  return (
    <Form className={className} errors={errors} onSubmit={submit} onInput={onEdit}>
      {error && !isToldByFields ? <ProblemNote error={error} /> : null}
      {children}
    </Form>
  )
}
