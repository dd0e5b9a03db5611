import { fleetWhereIsolationValues, fleetWhereStatusValues } from '@mt/control-plane-api/generated'
import { take } from '@mt/web/api/take.ts'
import { Button } from '@mt/web/parts/button.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import type { RunKind } from '../api/run-queries.ts'
import parts from '../parts/parts.module.css'
import { Section } from '../parts/section.tsx'
import { SelectField } from '../parts/select-field.tsx'
import { driftOf, migrationOf } from './run-wish.ts'

const labels = {
  'where.tenants': 'The tenants',
  'where.isolation': 'The model',
  'where.status': 'The state',
  'where.cluster': 'The cluster',
  'where.schemaVersion': 'The version',
  canary: 'The canaries',
  concurrency: 'The places',
}

const anyOf = (values: readonly string[], all: string) =>
  [['', all], ...values.map((value) => [value, value] as const)] as const

/** Begins a run over all tenants, or over those that it names. */
export function BeginRun({ kind }: { kind: RunKind }) {
  const { mutateAsync, error } = useBegin(kind)
  const isMigration = kind === 'migrations'
  return (
    <Section title={isMigration ? 'Migrate the fleet' : 'Look for drift'}>
      <ProblemForm
        className={parts.form}
        error={error}
        labels={labels}
        onSubmit={(v) => mutateAsync(v)}
      >
        <div className={parts.fields}>
          <SelectField
            name="where.isolation"
            label="Model"
            options={anyOf(fleetWhereIsolationValues, 'Every model')}
          />
          <SelectField
            name="where.status"
            label="State"
            options={anyOf(fleetWhereStatusValues, 'Every state')}
          />
          <TextField name="where.tenants" label="Tenants" hint="Slugs; all where empty" />
          <TextField name="where.schemaVersion" label="At the version" hint="Any where empty" />
          <TextField
            name="concurrency"
            label="Places side by side"
            inputMode="numeric"
            defaultValue="8"
          />
          {isMigration && (
            <TextField
              name="canary"
              label="Canaries"
              inputMode="numeric"
              defaultValue="1"
              hint="So many places go first; when one fails, no other is begun"
            />
          )}
        </div>
        {isMigration && (
          <label className={parts.check}>
            <input type="checkbox" name="dryRun" /> Only tell what would be migrated
          </label>
        )}
        <div>
          <Button type="submit" look="primary">
            {isMigration ? 'Migrate' : 'Look'}
          </Button>
        </div>
      </ProblemForm>
    </Section>
  )
}

function useBegin(kind: RunKind) {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (values: FormData) =>
      kind === 'migrations'
        ? take(api.POST('/v1/migrations', { body: migrationOf(values) }))
        : take(api.POST('/v1/drift', { body: driftOf(values) })),
    async onSuccess({ id }) {
      await queryClient.invalidateQueries({ queryKey: ['runs', kind] })
      await navigate({
        to: kind === 'migrations' ? '/migrations/$id' : '/drift/$id',
        params: { id },
      })
    },
  })
}
