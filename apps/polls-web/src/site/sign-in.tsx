import styles from '@mt/web/frame/entry.module.css'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { siteQuery } from '../api/queries.ts'
import { PasswordField, UsernameField } from './credential-fields.tsx'
import { Entry } from './entry.tsx'
import { useSignIn } from './use-sign-in.ts'

const route = getRouteApi('/app/sign-in')
const labels = { username: 'Username', password: 'Password' }

export function SignIn() {
  const { next } = route.useSearch()
  const { data: site } = useSuspenseQuery(siteQuery)
  const { mutateAsync, error } = useSignIn(next)
  const submit = (values: FormData) => {
    return mutateAsync({
      username: textOf(values, 'username'),
      password: textOf(values, 'password'),
    })
  }
  return (
    <Entry title="Sign in">
      <ProblemForm className={styles.form} error={error} labels={labels} onSubmit={submit}>
        <UsernameField label={labels.username} />
        <PasswordField label={labels.password} autoComplete="current-password" />
        <Button type="submit" look="primary">
          Sign in
        </Button>
      </ProblemForm>
      {site.sign_up_open && (
        <p className="quiet small">
          No account yet?{' '}
          <Link to="/app/sign-up" search={next ? { next } : {}}>
            Sign up
          </Link>
        </p>
      )}
    </Entry>
  )
}
