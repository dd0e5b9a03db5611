import { take } from '@mt/web/api/take.ts'
import { useBeginSession } from '@mt/web/api/use-begin-session.ts'
import { Brand } from '@mt/web/frame/brand.tsx'
import styles from '@mt/web/frame/entry.module.css'
import { EntryFrame } from '@mt/web/frame/entry.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { useTitle } from './use-title.ts'

const route = getRouteApi('/sign-in')
const labels = { key: 'API key' }

const home = (
  <p className={styles.home}>
    <Brand name="Console" />
  </p>
)

/** The key is only in the field and in one request; the page does not store it. */
export function SignIn() {
  useTitle('Sign in')
  const { next = '/' } = route.useSearch()
  const [round, setRound] = useState(0)
  const { mutateAsync, error } = useBeginSession({ begin, me: sessionQuery, next })
  const submit = (values: FormData) => {
    const onSettled = () => setRound((before) => before + 1)
    return mutateAsync(textOf(values, 'key').trim(), { onSettled })
  }
  return (
    <EntryFrame title="Sign in" home={home}>
      <ProblemForm className={styles.form} error={error} labels={labels} onSubmit={submit}>
        <TextField
          key={round}
          name="key"
          label={labels.key}
          type="password"
          autoComplete="off"
          spellCheck={false}
          hint="You get the key’s permissions; its name appears in the audit trail."
          required
        />
        <Button type="submit" look="primary">
          Sign in
        </Button>
      </ProblemForm>
    </EntryFrame>
  )
}

function begin(key: string): Promise<unknown> {
  return take(api.POST('/console/session', { body: { key } }))
}
