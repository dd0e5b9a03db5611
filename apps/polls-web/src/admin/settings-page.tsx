import { Field } from '@base-ui/react/field'
import { Switch } from '@base-ui/react/switch'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import field from '@mt/web/parts/field.module.css'
import { Loading } from '@mt/web/parts/notes.tsx'
import { ProblemForm } from '@mt/web/parts/problem-form.tsx'
import { ProblemNote } from '@mt/web/parts/problem-note.tsx'
import { TextField } from '@mt/web/parts/text-field.tsx'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { settingsQuery } from '../api/admin-queries.ts'
import { api, type Schemas } from '../api/client.ts'
import { siteQuery } from '../api/queries.ts'
import { useTitle } from '../parts/use-title.ts'
import { applyColour } from '../theme/tenant-colour.ts'
import styles from './admin.module.css'

type Settings = Schemas['Settings']

/** The tenant's public properties, and whether sign-up is open. */
export function SettingsPage() {
  useTitle('Settings')
  const { data, error, refetch } = useQuery(settingsQuery)
  return (
    <>
      <h1>Settings</h1>
      {data ? (
        <SettingsForm settings={data} />
      ) : error ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
    </>
  )
}

const labels = { name: 'The name', colour: 'The colour' }
const firstColour = '#3f51a3'

function SettingsForm({ settings }: { settings: Settings }) {
  const [draft, setDraft] = useState(settings)
  const { mutateAsync, error } = useSaveSettings()
  const change = (part: Partial<Settings>) => setDraft({ ...draft, ...part })
  return (
    <ProblemForm
      className={styles.form}
      error={error}
      labels={labels}
      onSubmit={() => mutateAsync(draft)}
    >
      <TextField
        name="name"
        label="Name"
        hint="Shown on every page. If empty, the first part of the address is shown."
        maxLength={100}
        value={draft.name ?? ''}
        onChange={({ target }) => change({ name: target.value === '' ? null : target.value })}
      />
      <div className={styles.colour}>
        <TextField
          name="colour"
          label="Colour"
          type="color"
          value={draft.colour ?? firstColour}
          onChange={({ target }) => change({ colour: target.value })}
        />
        {draft.colour && (
          <Button look="bare" onClick={() => change({ colour: null })}>
            Reset the colour
          </Button>
        )}
      </div>
      <Field.Root name="sign_up_open" className={styles.switchRow}>
        <div>
          <Field.Label className={field.label}>Sign-up is open</Field.Label>
          <Field.Description className={field.hint}>
            Anybody can create an account.
          </Field.Description>
        </div>
        <Switch.Root
          className={styles.switch}
          checked={draft.sign_up_open}
          onCheckedChange={(sign_up_open) => change({ sign_up_open })}
        >
          <Switch.Thumb className={styles.thumb} />
        </Switch.Root>
      </Field.Root>
      <div>
        <Button type="submit" look="primary">
          Save
        </Button>
      </div>
    </ProblemForm>
  )
}

function useSaveSettings() {
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return useMutation({
    mutationFn: (body: Settings) => take(api.PATCH('/admin/api/settings', { body })),
    async onSuccess(settings) {
      queryClient.setQueryData(settingsQuery.queryKey, settings)
      applyColour(await queryClient.fetchQuery({ ...siteQuery, staleTime: 0 }))
      announce('The settings were saved')
    },
  })
}
