import type { GatewayContext } from '../context.ts'
import { bodiesTooMany } from '../problems.ts'

/**
 * Takes memory for the body of a tenant's request; the caller must give it back. Throws the Problem if the
 * tenant's share is used up.
 */
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
