import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { plansQuery } from '../api/queries.ts'
import { hintOf, labelsOf, useLimitFields } from '../limits/limit-fields.ts'
import { limitsOf } from '../limits/typed-limits.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'

/** A new plan: a name and what it limits. */
export function AddPlan() {
  const queryClient = useQueryClient()
  const limits = useLimitFields()
  const [round, setRound] = useState(0)
  const { mutateAsync, error } = useMutation({
    mutationFn: (body: Schemas['NewPlan']) => take(api.POST('/v1/plans', { body })),
    async onSuccess() {
      setRound((before) => before + 1)
      await queryClient.invalidateQueries({ queryKey: plansQuery.queryKey })
    },
  })
  if (!limits) return null
  const planOf = (values: FormData) => ({
    name: textOf(values, 'name').trim(),
    limits: limitsOf(limits, values),
  })
  return (
    <Section title="Add a plan">
      <ProblemForm
        key={round}
        className={parts.form}
        error={error}
        labels={{ name: 'The name', ...labelsOf(limits) }}
        onSubmit={(values) => mutateAsync(planOf(values))}
      >
        <TextField name="name" label="Name" required autoCapitalize="none" spellCheck={false} />
        <div className={parts.fields}>
          {limits.map((limit) => (
            <TextField
              key={limit.name}
              name={`limits.${limit.name}`}
              label={limit.label}
              hint={hintOf(limit)}
            />
          ))}
        </div>
        <div>
          <Button type="submit">Add</Button>
        </div>
      </ProblemForm>
    </Section>
  )
}
