import type { WithOrm } from '../../../database/open-orm.ts'
import type { Finding } from './finding.ts'

/** An operation without a lease for this long is stuck: the queue normally resumes it within seconds. */
const stuckAfterS = 60

interface Row {
  id: string
  kind: string
  slug: string
  state: string
  error: string | null
}

/** Finds operations that no process works at, and tenants whose last operation has failed. */
export async function checkOperations({ orm }: WithOrm): Promise<Finding[]> {
  const em = orm.em.fork()
  const columns = 'operation.id, operation.kind, tenant.slug, operation.state, operation.error'
  const from = `select ${columns} from control_plane.operations operation
    join control_plane.tenants tenant on tenant.id = operation.tenant_id`
  const stuck = await em.execute<Row[]>(
    `${from} where operation.state in ('pending', 'running')
      and coalesce(operation.lease_until, operation.created_at) < now() - ? * interval '1 second'
     order by operation.id`,
    [stuckAfterS],
  )
  const failed = await em.execute<Row[]>(
    `${from} where operation.state = 'failed' and not exists (
      select from control_plane.operations later
      where later.tenant_id = operation.tenant_id and later.id > operation.id)
     order by operation.id`,
  )
  return [...stuck.map(stuckOperation), ...failed.map(failedOperation)]
}

function stuckOperation({ id, kind, slug, state }: Row): Finding {
  return {
    code: 'operation_stuck',
    subject: id,
    message: `operation ${id} (${kind} of ${slug}) is ${state}, but no process works at it`,
    fix: 'restart the control plane, which resumes it; see docs/runbooks/operation-hangs.md',
  }
}

function failedOperation({ id, kind, slug, error }: Row): Finding {
  return {
    code: 'operation_failed',
    subject: id,
    message: `the last operation of ${slug}, ${kind}, has failed: ${error ?? 'unknown reason'}`,
    fix: `fix the cause, then: tenantctl operations retry ${id}`,
  }
}
