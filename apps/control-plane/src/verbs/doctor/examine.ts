import { z } from '@hono/zod-openapi'
import type { Context } from '../../context.ts'
import { type Finding, findingSchema } from './checks/finding.ts'
import { checkOperations } from './checks/operations.ts'
import { checkPlaces } from './checks/places.ts'
import { checkRegistry } from './checks/registry.ts'
import { checkRuntime } from './checks/runtime.ts'

export const examinationSchema = z
  .object({
    checkedAt: z.iso.datetime(),
    healthy: z.boolean().openapi({ description: 'Whether nothing was found' }),
    findings: z.array(findingSchema),
  })
  .openapi('Examination')

export type Examination = z.infer<typeof examinationSchema>

export type Check = (context: Context, signal: AbortSignal) => Promise<Finding[]>

const checks: readonly Check[] = [checkPlaces, checkRuntime, checkRegistry, checkOperations]

/** Compares what the control plane believes with what is there. Changes nothing. */
export async function examine(context: Context, signal: AbortSignal): Promise<Examination> {
  const found = await Promise.all(checks.map((check) => check(context, signal)))
  const findings = found.flat()
  return { checkedAt: new Date().toISOString(), healthy: findings.length === 0, findings }
}
