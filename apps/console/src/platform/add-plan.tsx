import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { numberOf } from '@mt/web/parts/number-of.ts'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { plansQuery } from '../api/queries.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { limitNames } from '../tenants/tenant-change.ts'

const labels = {
  name: 'The name',
  ...Object.fromEntries(limitNames.map((name) => [`limits.${name}`, name])),
}

/** A new plan: a name and what it limits. */
export function AddPlan() {
  const queryClient = useQueryClient()
  const [round, setRound] = useState(0)
  const { mutateAsync, error } = useMutation({
    mutationFn: (body: Schemas['NewPlan']) => take(api.POST('/v1/plans', { body })),
    async onSuccess() {
      setRound((before) => before + 1)
      await queryClient.invalidateQueries({ queryKey: plansQuery.queryKey })
    },
  })
  return (
    <Section title="Add a plan">
      <ProblemForm
        key={round}
        className={parts.form}
        error={error}
        labels={labels}
        onSubmit={(values) => mutateAsync(planOf(values))}
      >
        <TextField name="name" label="Name" required autoCapitalize="none" spellCheck={false} />
        <div className={parts.fields}>
          {limitNames.map((name) => (
            <TextField
              key={name}
              name={`limits.${name}`}
              label={name}
              hint="No limit where empty"
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

function planOf(values: FormData): Schemas['NewPlan'] {
  const typed = limitNames.map((name) => [name, textOf(values, `limits.${name}`).trim()] as const)
  const said = typed.filter(([, text]) => text !== '')
  const limits = Object.fromEntries(said.map(([name, text]) => [name, numberOf(text)]))
  return { name: textOf(values, 'name').trim(), limits }
}
