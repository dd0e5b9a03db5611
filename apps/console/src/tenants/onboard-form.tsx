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
  'admin.email': 'The e-mail address',
  'admin.password': 'The password',
}

/** Descriptions of the models. A model without one is shown by its name alone. */
const meanings: Readonly<Record<string, string>> = {
  shared: 'shared: tables shared with other tenants',
  schema: 'schema: its own tables in a shared database',
  database: 'database: its own database',
  dedicated: 'dedicated: its own cluster and service',
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
        <SelectField name="plan" label="Plan" options={[['', 'Default plan'], ...planNames]} />
      </div>
      <fieldset className={parts.group}>
        <legend>First admin (optional)</legend>
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
          hint="At least 10 characters. Leave all three fields empty for a tenant without an admin."
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
    // The password must not stay in the cache of mutations.
    gcTime: 0,
    mutationFn: (body: NewTenant) => take(api.POST('/v1/tenants', { body })),
    // The request does not wait for the outcome: the answer is the operation.
    onSuccess: ({ id }) =>
      navigate({ to: '/tenants/new', search: { operation: id }, replace: true }),
  })
}
