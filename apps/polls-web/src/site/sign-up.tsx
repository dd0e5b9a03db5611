import styles from '@mt/web/frame/entry.module.css'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { siteQuery } from '../api/queries.ts'
import { PasswordField, UsernameField } from './credential-fields.tsx'
import { Entry } from './entry.tsx'
import { useSignIn } from './use-sign-in.ts'

const route = getRouteApi('/app/sign-up')
const labels = { username: 'Username', email: 'E-mail', password: 'Password' }

export function SignUp() {
  const { next } = route.useSearch()
  const { data: site } = useSuspenseQuery(siteQuery)
  const { mutateAsync, error } = useSignIn(next)
  const submit = (values: FormData) => {
    return mutateAsync({
      username: textOf(values, 'username'),
      email: textOf(values, 'email'),
      password: textOf(values, 'password'),
    })
  }
  return (
    <Entry title="Sign up">
      {site.sign_up_open ? (
        <ProblemForm className={styles.form} error={error} labels={labels} onSubmit={submit}>
          <UsernameField label={labels.username} />
          <TextField name="email" label={labels.email} type="email" autoComplete="email" required />
          <PasswordField
            label={labels.password}
            autoComplete="new-password"
            hint="10 characters or more"
          />
          <Button type="submit" look="primary">
            Sign up
          </Button>
        </ProblemForm>
      ) : (
        <p>Sign-up is closed here. Ask an admin for an account.</p>
      )}
      <p className="quiet small">
        Have an account?{' '}
        <Link to="/app/sign-in" search={next ? { next } : {}}>
          Sign in
        </Link>
      </p>
    </Entry>
  )
}
