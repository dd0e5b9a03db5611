import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { useMutation } from '@tanstack/react-query'
import { api, type Schemas } from '../api/client.ts'
import { useMay } from '../frame/use-may.ts'
import { isUnderWay } from '../operations/operation-progress.tsx'
import parts from '../parts/parts.module.css'
import { TypedConfirm } from '../parts/typed-confirm.tsx'
import { useOperationsOf } from './use-operations-of.ts'
import { useRefreshTenant } from './use-refresh-tenant.ts'

type Tenant = Schemas['Tenant']
type Verb = 'suspend' | 'resume' | 'archive' | 'restore' | 'delete' | 'purge'

interface Way {
  verb: Verb
  word: string
  /** What its users will feel; without it nobody is asked. */
  warning?: string
}

const suspend: Way = {
  verb: 'suspend',
  word: 'Suspend',
  warning: 'Its requests are refused within a second, everywhere, until it is resumed.',
}
const archive: Way = {
  verb: 'archive',
  word: 'Archive',
  warning: 'Its data stay. Its requests are answered with 410 until it is restored.',
}
const deletion: Way = {
  verb: 'delete',
  word: 'Delete',
  warning:
    'It is nowhere from now on. Until its grace ends this can be undone; then all is removed.',
}
const purge: Way = {
  verb: 'purge',
  word: 'Purge now',
  warning: 'All that there is of it is removed, at once and for good. Nothing brings it back.',
}

/** What can be done with a tenant in each state; the API refuses the rest. */
const ways: Readonly<Record<Tenant['status'], readonly Way[]>> = {
  provisioning: [],
  active: [suspend],
  moving: [],
  suspended: [{ verb: 'resume', word: 'Resume' }, archive],
  archived: [{ verb: 'restore', word: 'Restore' }, deletion],
  failed: [deletion],
  deleted: [{ verb: 'restore', word: 'Undo the deletion' }, purge],
  purged: [],
}

interface LifeActionsProps {
  tenant: Tenant
  /** The tenant as it was read: what has changed since is not acted upon. */
  etag: string
}

/**
 * Takes a tenant through its life. What its users would feel is done after its slug was typed. While
 * something is being done to it, nothing else is offered: the API would refuse it.
 */
export function LifeActions({ tenant, etag }: LifeActionsProps) {
  const may = useMay()
  const { mutateAsync } = useLife(tenant, etag)
  const { latest } = useOperationsOf(tenant)
  if (latest && isUnderWay(latest)) return null
  const allowed = ways[tenant.status].filter(({ verb }) =>
    may(verb === 'purge' ? 'admin' : 'operate'),
  )
  return (
    <div className={parts.row}>
      {allowed.map(({ verb, word, warning }) =>
        warning ? (
          <TypedConfirm
            key={verb}
            trigger={<Button look="danger">{word}</Button>}
            title={`${word} ${tenant.slug}?`}
            word={tenant.slug}
            action={word}
            onConfirm={() => mutateAsync(verb)}
          >
            {warning}
          </TypedConfirm>
        ) : (
          <Button key={verb} look="primary" onClick={() => mutateAsync(verb)}>
            {word}
          </Button>
        ),
      )}
    </div>
  )
}

function useLife({ id }: Tenant, etag: string) {
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
