import { messageOf } from '@mt/web/api/problem.ts'
import { take } from '@mt/web/api/take.ts'
import { useAnnounce } from '@mt/web/parts/announcer.tsx'
import { Button } from '@mt/web/parts/button.tsx'
import { Confirm } from '@mt/web/parts/confirm.tsx'
import { api, type Schemas } from '../api/client.ts'
import { useMay } from '../frame/use-may.ts'
import { useRefreshTenant } from '../tenants/use-refresh-tenant.ts'

/** Retries an operation that has failed, or cancels one in progress. */
export function OperationActions({ operation }: { operation: Schemas['Operation'] }) {
  const may = useMay()
  const refresh = useRefreshTenant()
  const announce = useAnnounce()
  const params = { path: { id: operation.id } }
  if (!may('operate')) return null
  if (operation.state === 'failed' || operation.state === 'cancelled') {
    const retry = () => take(api.POST('/v1/operations/{id}/retry', { params })).then(refresh)
    return (
      <Button size="small" onClick={() => retry().catch((error) => announce(messageOf(error)))}>
        Retry
      </Button>
    )
  }
  if (operation.state === 'succeeded') return null
  return (
    <Confirm
      trigger={<Button size="small">Cancel</Button>}
      title={`Cancel this operation (${operation.kind})?`}
      action="Stop and undo"
      onConfirm={() => take(api.POST('/v1/operations/{id}/cancel', { params })).then(refresh)}
    >
      Its completed steps are undone, if that is safe.
    </Confirm>
  )
}
