import { newApiKeyScopesValues as scopes } from '@mt/control-plane-api/generated'
import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, type Schemas } from '../api/client.ts'
import { keysQuery } from '../api/queries.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'

const labels = { name: 'The name', scopes: 'The scopes' }

/** Creates a key and shows its secret once. */
export function NewKey() {
  const queryClient = useQueryClient()
  const { mutateAsync, reset, data, error } = useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas['NewApiKey']) => take(api.POST('/v1/api-keys', { body })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  })
  if (data?.key) return <Shown name={data.name} secret={data.key} onDone={reset} />
  return (
    <Section title="Create a key">
      <ProblemForm
        className={parts.form}
        error={error}
        labels={labels}
        onSubmit={(values) => mutateAsync(keyOf(values))}
      >
        <TextField
          name="name"
          label="Name"
          hint="Names its user; it appears in the audit trail"
          autoComplete="off"
          required
        />
        <fieldset className={parts.group}>
          <legend>Scopes</legend>
          <div className={parts.row}>
            {[...scopes].map((scope) => (
              <label key={String(scope)} className={parts.check}>
                <input type="checkbox" name="scopes" value={String(scope)} /> {scope}
              </label>
            ))}
          </div>
        </fieldset>
        <div>
          <Button type="submit">Create</Button>
        </div>
      </ProblemForm>
    </Section>
  )
}

function keyOf(values: FormData): Schemas['NewApiKey'] {
  const chosen = values.getAll('scopes') as Schemas['NewApiKey']['scopes']
  return { name: textOf(values, 'name').trim(), scopes: chosen }
}

function Shown({ name, secret, onDone }: { name: string; secret: string; onDone(): void }) {
  return (
    <div className={parts.card} role="status">
      <p>
        This is the key <b>{name}</b>. Copy it now: it is shown only once.
      </p>
      <pre className={parts.code}>{secret}</pre>
      <div>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}
