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
import { driftOf, migrationOf } from './run-request.ts'

const labels = {
  'where.tenants': 'The tenants',
  'where.isolation': 'The model',
  'where.status': 'The status',
  'where.cluster': 'The cluster',
  'where.schemaVersion': 'The version',
  canary: 'The number of canaries',
  concurrency: 'The number of placements',
}

const anyOf = (values: readonly string[], all: string) =>
  [['', all], ...values.map((value) => [value, value] as const)] as const

/** Starts a run over all tenants, or over those that match the form's filter. */
export function BeginRun({ kind }: { kind: RunKind }) {
  const { mutateAsync, error } = useBegin(kind)
  const isMigration = kind === 'migrations'
  return (
    <Section title={isMigration ? 'Migrate the fleet' : 'Check for drift'}>
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
            options={anyOf(fleetWhereIsolationValues, 'All models')}
          />
          <SelectField
            name="where.status"
            label="Status"
            options={anyOf(fleetWhereStatusValues, 'All statuses')}
          />
          <TextField name="where.tenants" label="Tenants" hint="Slugs; leave empty for all" />
          <TextField name="where.schemaVersion" label="Table version" hint="Leave empty for any" />
          <TextField
            name="concurrency"
            label="Placements in parallel"
            inputMode="numeric"
            defaultValue="8"
          />
          {isMigration && (
            <TextField
              name="canary"
              label="Canaries"
              inputMode="numeric"
              defaultValue="1"
              hint="Placements to migrate first; if one fails, the run stops"
            />
          )}
        </div>
        {isMigration && (
          <label className={parts.check}>
            <input type="checkbox" name="dryRun" /> Dry run: only show what would be migrated
          </label>
        )}
        <div>
          <Button type="submit" look="primary">
            {isMigration ? 'Migrate' : 'Check'}
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
