import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { useMutation } from '@tanstack/react-query'
import { api, type Schemas } from '../api/client.ts'
import { useMay } from '../frame/use-may.ts'
import { isInProgress } from '../operations/operation-progress.tsx'
import parts from '../parts/parts.module.css'
import { TypedConfirm } from '../parts/typed-confirm.tsx'
import { useOperationsOf } from './use-operations-of.ts'
import { useRefreshTenant } from './use-refresh-tenant.ts'

type Tenant = Schemas['Tenant']
type Verb = 'suspend' | 'resume' | 'archive' | 'restore' | 'delete' | 'purge'

interface Action {
  verb: Verb
  label: string
  /** What the tenant's users will notice. It is shown in a dialog; without it there is no dialog. */
  warning?: string
}

const suspend: Action = {
  verb: 'suspend',
  label: 'Suspend',
  warning: 'All of its requests are refused until it is resumed.',
}
const archive: Action = {
  verb: 'archive',
  label: 'Archive',
  warning: 'Its requests are answered with 410 until it is restored. Its data is kept.',
}
const deletion: Action = {
  verb: 'delete',
  label: 'Delete',
  warning:
    'Its requests are answered with 404. You can undo this during the grace period; then all of its data is removed.',
}
const purge: Action = {
  verb: 'purge',
  label: 'Purge now',
  warning: 'All of its data is removed now. This cannot be undone.',
}

/** What can be done with a tenant in each status; the API refuses everything else. */
const actions: Readonly<Record<Tenant['status'], readonly Action[]>> = {
  provisioning: [],
  active: [suspend],
  moving: [],
  suspended: [{ verb: 'resume', label: 'Resume' }, archive],
  archived: [{ verb: 'restore', label: 'Restore' }, deletion],
  failed: [deletion],
  deleted: [{ verb: 'restore', label: 'Undo the deletion' }, purge],
  purged: [],
}

interface LifecycleActionsProps {
  tenant: Tenant
  /** The tenant's ETag when it was read: an action is refused if it has changed since. */
  etag: string
}

/**
 * The buttons that change a tenant's status. Those that its users will notice ask for its slug first.
 * While an operation is in progress there are none: the API would refuse them.
 */
export function LifecycleActions({ tenant, etag }: LifecycleActionsProps) {
  const may = useMay()
  const { mutateAsync } = useStatusChange(tenant, etag)
  const { latest } = useOperationsOf(tenant)
  if (latest && isInProgress(latest)) return null
  const allowed = actions[tenant.status].filter(({ verb }) =>
    may(verb === 'purge' ? 'admin' : 'operate'),
  )
  return (
    <div className={parts.row}>
      {allowed.map(({ verb, label, warning }) =>
        warning ? (
          <TypedConfirm
            key={verb}
            trigger={<Button look="danger">{label}</Button>}
            title={`${label} ${tenant.slug}?`}
            word={tenant.slug}
            action={label}
            onConfirm={() => mutateAsync(verb)}
          >
            {warning}
          </TypedConfirm>
        ) : (
          <Button key={verb} look="primary" onClick={() => mutateAsync(verb)}>
            {label}
          </Button>
        ),
      )}
    </div>
  )
}

function useStatusChange({ id }: Tenant, etag: string) {
  const refresh = useRefreshTenant()
  const announce = useAnnounce()
  return useMutation({
    mutationFn: (verb: Verb) => {
      const params = { path: { id }, header: { 'if-match': etag } }
      return take(api.POST(`/v1/tenants/{id}/${verb}`, { params }))
    },
    onSuccess: refresh,
    onError: (error) => announce(messageOf(error)),
  })
}
