import { z } from '@hono/zod-openapi'
import { type Operation, operationStates } from './operation.entity.ts'
import { operationKinds } from './operation-input.ts'
import { type StepRecord, stepStates } from './step-record.ts'

const stepSchema = z.object({
  name: z.string(),
  state: z.enum(stepStates),
  attempts: z.number().int(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  ms: z.number().int().nullable().openapi({ description: 'Duration of all attempts together' }),
  error: z.string().nullable(),
})

/** An operation as the API returns it, without its input. */
export const operationAnswerSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(operationKinds),
    tenant: z.uuid().openapi({ description: 'Id of the tenant that it changes' }),
    state: z.enum(operationStates),
    progress: z
      .object({ done: z.number().int(), of: z.number().int() })
      .openapi({ description: 'The number of completed steps, and of all steps' }),
    steps: z.array(stepSchema),
    attempts: z.number().int(),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi('Operation')

export type OperationAnswer = z.infer<typeof operationAnswerSchema>

export function answerOperation(operation: Operation): OperationAnswer {
  const { id, kind, tenantId, state, steps, attempts } = operation
  return {
    ...{ id, kind, tenant: tenantId, state, attempts },
    progress: { done: steps.filter(isDone).length, of: steps.length },
    // The database reorders keys; for readers the name comes first.
    steps: steps.map((step) => stepSchema.parse({ ...step, ms: tookMs(step) })),
    error: operation.error ?? null,
    createdAt: operation.createdAt.toISOString(),
    updatedAt: operation.updatedAt.toISOString(),
    finishedAt: operation.finishedAt?.toISOString() ?? null,
  }
}

function isDone({ state }: StepRecord): boolean {
  return state === 'succeeded'
}

function tookMs({ startedAt, finishedAt }: StepRecord): number | null {
  if (startedAt === null || finishedAt === null) return null
  return Date.parse(finishedAt) - Date.parse(startedAt)
}
