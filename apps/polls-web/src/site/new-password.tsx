import { take } from '@mt/web/api/take.ts'
import styles from '@mt/web/frame/entry.module.css'
import { Button, ButtonLink } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { PasswordField } from './credential-fields.tsx'
import { Entry } from './entry.tsx'

const labels = { password: 'New password' }

/**
 * The page of an admin's link for a new password. Its token is in the fragment, which is sent to no server.
 */
export function NewPassword() {
  const [token] = useState(() => window.location.hash.slice(1))
  const { mutateAsync, isSuccess, error } = useMutation({
    mutationFn: (password: string) => take(api.POST('/password', { body: { token, password } })),
  })
  if (isSuccess) return <PasswordSet />
  return (
    <Entry title="New password">
      {token === '' && (
        <p>This link is incomplete. Open it again, or ask an admin for a new one.</p>
      )}
      <ProblemForm
        className={styles.form}
        error={error}
        labels={labels}
        onSubmit={(values) => mutateAsync(textOf(values, 'password'))}
      >
        <PasswordField
          label={labels.password}
          autoComplete="new-password"
          hint="10 characters or more. All sessions of the account will end."
        />
        <Button type="submit" look="primary" disabled={token === ''}>
          Set the password
        </Button>
      </ProblemForm>
      <p className="quiet small">
        <Link to="/app/sign-in">Sign in</Link>
      </p>
    </Entry>
  )
}

function PasswordSet() {
  return (
    <Entry title="The password was set">
      <p className="quiet">You can now sign in with it.</p>
      <ButtonLink to="/app/sign-in" look="primary">
        Sign in
      </ButtonLink>
    </Entry>
  )
}
