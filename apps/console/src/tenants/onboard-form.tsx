import { newTenantIsolationValues as models } from '@mt/control-plane-api/generated'
import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { textOf } from '@mt/web/parts/text-of.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api, type Schemas } from '../api/client.ts'
import { plansQuery } from '../api/queries.ts'
import parts from '../parts/parts.module.css'
import { SelectField } from '../parts/select-field.tsx'

type NewTenant = Schemas['NewTenant']
type Tenant = Schemas['Tenant']

const labels = {
  slug: 'The slug',
  name: 'The name',
  isolation: 'The model',
  plan: 'The plan',
  'admin.username': 'The username',
  'admin.email': 'The e-mail',
  'admin.password': 'The password',
}

/** What a model means, for who has to choose; one that is new stands by its name alone. */
const meanings: Readonly<Record<string, string>> = {
  shared: 'shared: tables together with others',
  schema: 'schema: tables of its own',
  database: 'database: a database of its own',
  dedicated: 'dedicated: a database and a process of its own',
}

export function OnboardForm() {
  const { data: plans } = useQuery(plansQuery)
  const { mutateAsync, error } = useOnboard()
  const planNames = plans?.results.map(({ name }) => [name, name] as const) ?? []
  return (
    <ProblemForm
      className={parts.form}
      error={error}
      labels={labels}
      onSubmit={(values) => mutateAsync(newTenantOf(values))}
    >
      <div className={parts.fields}>
        <TextField
          name="slug"
          label="Slug"
          hint="The first part of its address: letters, digits, hyphens"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <TextField name="name" label="Name" autoComplete="off" required />
      </div>
      <div className={parts.fields}>
        <SelectField
          name="isolation"
          label="Isolation model"
          defaultValue="schema"
          options={models.map((model) => [model, meanings[model] ?? model] as const)}
        />
        <SelectField name="plan" label="Plan" options={[['', 'The default plan'], ...planNames]} />
      </div>
      <fieldset className={parts.group}>
        <legend>Its first admin</legend>
        <div className={parts.fields}>
          <TextField
            name="admin.username"
            label="Username"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextField name="admin.email" label="E-mail" type="email" autoComplete="off" />
        </div>
        <TextField
          name="admin.password"
          label="Password"
          type="password"
          autoComplete="new-password"
          hint="10 characters or more. Left empty altogether, the tenant begins without an admin."
        />
      </fieldset>
      <div>
        <Button type="submit" look="primary">
          Onboard
        </Button>
      </div>
    </ProblemForm>
  )
}

function newTenantOf(values: FormData): NewTenant {
  const [username, email, password] = ['username', 'email', 'password'].map((part) =>
    textOf(values, `admin.${part}`),
  )
  const hasAdmin = Boolean(username || email || password)
  const plan = textOf(values, 'plan')
  return {
    slug: textOf(values, 'slug').trim(),
    name: textOf(values, 'name'),
    isolation: textOf(values, 'isolation') as Tenant['isolation'],
    ...(plan && { plan }),
    ...(hasAdmin && {
      admin: { username: username ?? '', email: email ?? '', password: password ?? '' },
    }),
  }
}

function useOnboard() {
  const navigate = useNavigate()
  return useMutation({
    // The password is in the field and in one request.
    gcTime: 0,
    mutationFn: (body: NewTenant) => take(api.POST('/v1/tenants', { body })),
    // Nobody waits for the outcome in this request: the answer is the operation.
    onSuccess: ({ id }) =>
      navigate({ to: '/tenants/new', search: { operation: id }, replace: true }),
  })
}
