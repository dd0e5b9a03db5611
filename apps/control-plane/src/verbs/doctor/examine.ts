import { z } from '@hono/zod-openapi'
import type { Runtime } from '../../runtimes/runtime.ts'
import { type Finding, findingSchema } from './checks/finding.ts'
import { checkOperations } from './checks/operations.ts'
import { checkPlaces, type PlaceParts } from './checks/places.ts'
import { checkRegistry, type PublishedParts } from './checks/registry.ts'
import { checkRuntime } from './checks/runtime.ts'

export const examinationSchema = z
  .object({
    checkedAt: z.iso.datetime(),
    healthy: z.boolean().openapi({ description: 'Whether nothing was found' }),
    findings: z.array(findingSchema),
  })
  .openapi('Examination')

export type Examination = z.infer<typeof examinationSchema>

/** What is looked into. */
export type Examined = PlaceParts & PublishedParts & { runtime: Pick<Runtime, 'list'> }

type Check = (context: Examined, signal: AbortSignal) => Promise<Finding[]>

const checks: readonly Check[] = [checkPlaces, checkRuntime, checkRegistry, checkOperations]

/** Compares what the control plane believes with what is there. Changes nothing. */
export async function examine(context: Examined, signal: AbortSignal): Promise<Examination> {
  const found = await Promise.all(checks.map((check) => check(context, signal)))
  const findings = found.flat()
  return { checkedAt: new Date().toISOString(), healthy: findings.length === 0, findings }
}
