import { z } from '@hono/zod-openapi'
import type { Runtime } from '../../runtimes/runtime.ts'
import { type Finding, findingSchema } from './checks/finding.ts'
import { checkOperations } from './checks/operations.ts'
import { checkPlacements, type PlacementParts } from './checks/placements.ts'
import { checkRegistry, type PublishedParts } from './checks/registry.ts'
import { checkRuntime } from './checks/runtime.ts'

export const examinationSchema = z
  .object({
    checkedAt: z.iso.datetime(),
    healthy: z.boolean().openapi({ description: 'Whether there are no findings' }),
    findings: z.array(findingSchema),
  })
  .openapi('Examination')

export type Examination = z.infer<typeof examinationSchema>

/** The parts that the checks need. */
export type Examined = PlacementParts & PublishedParts & { runtime: Pick<Runtime, 'list'> }

type Check = (context: Examined, signal: AbortSignal) => Promise<Finding[]>

const checks: readonly Check[] = [checkPlacements, checkRuntime, checkRegistry, checkOperations]

/** Compares the control plane's records with what exists. It changes nothing. */
export async function examine(context: Examined, signal: AbortSignal): Promise<Examination> {
  const found = await Promise.all(checks.map((check) => check(context, signal)))
  const findings = found.flat()
  return { checkedAt: new Date().toISOString(), healthy: findings.length === 0, findings }
}
