import type { GatewayContext } from '../context.ts'
import { bodiesTooMany } from '../problems.ts'

/** Takes memory for the body of a tenant's request, which must be given back. Throws the Problem where its share is used up. */
export function takeBodyMemory(
  { bodyMemory, limits }: Pick<GatewayContext, 'bodyMemory' | 'limits'>,
  tenantId: string,
  bytes: number,
): void {
  if (bodyMemory.tryTake(tenantId, bytes)) return
  const problem = bodiesTooMany()
  limits.onRefused(problem.code)
  throw problem
}
