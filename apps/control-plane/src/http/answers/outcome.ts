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

/** How long an answer waits until its change is published to Redis. */
const maxPublicationMs = 500

/** The parts that follow an operation. */
export interface OutcomeParts extends WithOrm {
  runner: Pick<Runner, 'settled'>
  publisher: Pick<Publisher, 'published'>
}

export interface Outcome {
  operation: OperationAnswer
  /** The changed tenant, if the client waited and the operation has succeeded in that time. */
  tenant: TenantAnswer | undefined
}

/**
 * The outcome of a change: the operation at once, or with `Prefer: wait=N` its outcome after at most N
 * seconds. An operation that fails in that time is returned as it is.
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
  // A client that waited may call the gateway at once, and the gateway has to know of the change by then.
  await context.publisher.published(tenant.version, maxPublicationMs)
  return { operation, tenant }
}

/** Answers a change with the tenant if it is done in the time that the client waits, else with the operation. */
export async function answerOutcome(
  context: OutcomeParts,
  c: RequestContext<AppEnv>,
  operationId: string,
) {
  const { operation, tenant } = await outcomeOf(context, operationId, c.req.header('prefer'))
  if (!tenant) return c.json(operation, 202, locationOf(operation))
  return c.json(tenant, 200, { etag: etagOf(tenant) })
}

/** The operation once it has ended, or its state after `waitMs`. */
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
  // If this process no longer works at it, another one may, or this one again.
  for await (operation of watchOperation(context, operationId, AbortSignal.timeout(leftMs)));
  return operation
}

/** The headers of an answer with an operation that may not have ended. */
export function locationOf({ id }: OperationAnswer) {
  return { location: `/v1/operations/${id}` }
}
