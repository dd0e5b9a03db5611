import type { Context as RequestContext } from 'hono'
import type { WithOrm } from '../../database/open-orm.ts'
import type { OperationAnswer } from '../../operations/record/operation-answer.ts'
import type { Runner } from '../../operations/runner.ts'
import type { Publisher } from '../../registry/publisher.ts'
import type { TenantAnswer } from '../../tenants/tenant-answer.ts'
import { etagOf } from '../../tenants/tenant-etag.ts'
import { showOperation } from '../../verbs/operations/show-operation.ts'
import { watchOperation } from '../../verbs/operations/watch-operation.ts'
import { showTenant } from '../../verbs/tenants/show-tenant.ts'
import type { AppEnv } from '../guards/router.ts'
import { preferredWaitMs } from './prefer-wait.ts'

/** How long an answer waits for Redis to be told what the answer says. */
const maxPublicationMs = 500

/** What knows how an operation goes. */
export interface OutcomeParts extends WithOrm {
  runner: Pick<Runner, 'settled'>
  publisher: Pick<Publisher, 'published'>
}

export interface Outcome {
  operation: OperationAnswer
  /** The changed tenant, where the client waited and the operation has succeeded in that time. */
  tenant: TenantAnswer | undefined
}

/**
 * What a change can be answered with: at once the operation, or, where `Prefer: wait=N` was sent, what
 * has become of it after at most N seconds. An operation that fails meanwhile is told as it is.
 */
export async function outcomeOf(
  context: OutcomeParts,
  operationId: string,
  prefer: string | undefined,
): Promise<Outcome> {
  const waitMs = preferredWaitMs(prefer)
  const operation = await settle(context, operationId, waitMs)
  const isDone = waitMs > 0 && operation.state === 'succeeded'
  if (!isDone) return { operation, tenant: undefined }
  const tenant = await showTenant(context, operation.tenant)
  // Who waited may call the gateway at once, which must have heard of the change by then.
  await context.publisher.published(tenant.version, maxPublicationMs)
  return { operation, tenant }
}

/** The answer to a change: the tenant where it is done in the time that the client waits, else the operation. */
export async function answerOutcome(
  context: OutcomeParts,
  c: RequestContext<AppEnv>,
  operationId: string,
) {
  const { operation, tenant } = await outcomeOf(context, operationId, c.req.header('prefer'))
  if (!tenant) return c.json(operation, 202, locationOf(operation))
  return c.json(tenant, 200, { etag: etagOf(tenant) })
}

/** The operation when it has ended, or as it stands after `waitMs`. */
async function settle(
  context: OutcomeParts,
  operationId: string,
  waitMs: number,
): Promise<OperationAnswer> {
  const endMs = Date.now() + waitMs
  await context.runner.settled(operationId, waitMs)
  let operation = await showOperation(context, operationId)
  const leftMs = endMs - Date.now()
  const isOver = operation.state !== 'pending' && operation.state !== 'running'
  if (isOver || leftMs <= 0) return operation
  // Where this process works at it no more, another one may, or this one again.
  for await (operation of watchOperation(context, operationId, AbortSignal.timeout(leftMs)));
  return operation
}

/** The headers of an answer that tells of an operation which has not been waited for. */
export function locationOf({ id }: OperationAnswer) {
  return { location: `/v1/operations/${id}` }
}
