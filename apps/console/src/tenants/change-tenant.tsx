import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, type Schemas } from '../api/client.ts'
import { plansQuery } from '../api/queries.ts'
import { useMay } from '../frame/use-may.ts'
import { labelsOf, useLimitFields } from '../limits/limit-fields.ts'
import { limitText } from '../limits/typed-limits.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { SelectField } from '../parts/select-field.tsx'
import { changeOf } from './tenant-change.ts'
import { useRefreshTenant } from './use-refresh-tenant.ts'

type Tenant = Schemas['Tenant']

/** A tenant as it was read. */
interface TenantRead {
  tenant: Tenant
  etag: string
}

const labels = {
  name: 'The name',
  slug: 'The slug',
  redirectDays: 'The days',
  plan: 'The plan',
}

/**
 * Changes what a tenant is called, its plan and its limits, unless it has changed since it was read. From
 * the first key on the form keeps to what it began with: neither is lost what was typed when the page
 * reads the tenant anew, nor overwritten what somebody else has changed.
 */
export function ChangeTenant(latest: TenantRead) {
  const [begun, setBegun] = useState<TenantRead>()
  const { tenant, etag } = begun ?? latest
  return (
    <ChangeForm
      key={etag}
      tenant={tenant}
      etag={etag}
      onEdit={() => setBegun((before) => before ?? latest)}
      onChanged={() => setBegun(undefined)}
    />
  )
}

interface ChangeFormProps extends TenantRead {
  onEdit(): void
  onChanged(): void
}

function ChangeForm({ tenant, etag, onEdit, onChanged }: ChangeFormProps) {
  const may = useMay()
  const { data: plans } = useQuery(plansQuery)
  const limits = useLimitFields(tenant.limits)
  const { mutateAsync, error } = useChange({ tenant, etag }, onChanged)
  if (!may('operate') || tenant.status === 'purged' || !plans || !limits) return null
  return (
    <Section title="Name, plan and limits">
      <ProblemForm
        className={parts.form}
        error={error}
        labels={{ ...labels, ...labelsOf(limits) }}
        onEdit={onEdit}
        onSubmit={(values) => mutateAsync(changeOf(tenant, limits, values))}
      >
        <div className={parts.fields}>
          <TextField name="name" label="Name" defaultValue={tenant.name} required />
          <SelectField
            name="plan"
            label="Plan"
            defaultValue={tenant.plan}
            options={plans.results.map(({ name }) => [name, name] as const)}
          />
          <TextField
            name="slug"
            label="Slug"
            defaultValue={tenant.slug}
            hint="A new one is a new address; the present one leads there"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <TextField
            name="redirectDays"
            label="Days that the old address leads on"
            hint="For as long as nobody says, where empty"
            inputMode="numeric"
          />
        </div>
        <fieldset className={parts.group}>
          <legend>Limits</legend>
          <p className="quiet small">
            Empty: as the plan says. “none”: no limit, whatever the plan says.
          </p>
          <div className={parts.fields}>
            {limits.map(({ name, label }) => (
              <TextField
                key={name}
                name={`limits.${name}`}
                label={label}
                defaultValue={limitText(tenant.limits[name])}
              />
            ))}
          </div>
        </fieldset>
        <div>
          <Button type="submit" look="primary">
            Save
          </Button>
        </div>
      </ProblemForm>
    </Section>
  )
}

function useChange({ tenant: { id }, etag }: TenantRead, onChanged: () => void) {
  const refresh = useRefreshTenant()
  return useMutation({
    mutationFn: (body: Schemas['TenantChange']) => {
      const params = { path: { id }, header: { 'if-match': etag } }
      return take(api.PATCH('/v1/tenants/{id}', { params, body }))
    },
    onSuccess() {
      onChanged()
      return refresh()
    },
  })
}
