import { take } from '@mt/web/api/take.ts'
import styles from '@mt/web/frame/entry.module.css'
import { Mark } from '@mt/web/frame/mark.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { useTitle } from './use-title.ts'

const route = getRouteApi('/sign-in')
const labels = { key: 'API key' }

/** The key is in the field and in one request; the page keeps it nowhere. */
export function SignIn() {
  useTitle('Sign in')
  const [round, setRound] = useState(0)
  const { mutateAsync, error } = useSignIn(() => setRound((before) => before + 1))
  return (
    <main id="main" tabIndex={-1} className={styles.entry}>
      <p className={styles.home}>
        <Mark />
        <span>Console</span>
      </p>
      <div className={styles.card}>
        <h1 className={styles.title}>Sign in</h1>
        <ProblemForm
          className={styles.form}
          error={error}
          labels={labels}
          onSubmit={(values) => mutateAsync(textOf(values, 'key').trim())}
        >
          <TextField
            key={round}
            name="key"
            label={labels.key}
            type="password"
            autoComplete="off"
            spellCheck={false}
            hint="What it may do, you may do here; its name stands in the audit trail."
            required
          />
          <Button type="submit" look="primary">
            Sign in
          </Button>
        </ProblemForm>
      </div>
    </main>
  )
}

function useSignIn(onSettled: () => void) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const { next = '/' } = route.useSearch()
  return useMutation({
    meta: { signsIn: true },
    gcTime: 0,
    async mutationFn(key: string) {
      await take(api.POST('/console/session', { body: { key } }))
      await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
    },
    onSuccess: () => router.navigate({ href: next }),
    onSettled,
  })
}
