import { invalid } from '@mt/shared/http/problem'
import { isLimitOfPlatform, limitsOfPlatform } from '../../plans/limits.ts'
import type { QuotaParts } from './list-quotas.ts'

/**
 * Throws a 422 for a limit that is neither the platform's nor a quota of the service, such as a name that
 * was mistyped: it would limit nothing. Asks the service only where a name is not the platform's; rejects
 * where it is away.
 */
export async function requireKnownLimits(
  { dataPlane }: QuotaParts,
  limits: object | undefined,
  signal: AbortSignal,
): Promise<void> {
  const names = Object.keys(limits ?? {}).filter((name) => !isLimitOfPlatform(name))
  if (names.length === 0) return
  const quotas = (await dataPlane.listQuotas(signal)).map(({ name }) => name)
  const unknown = names.filter((name) => !quotas.includes(name))
  const message = `is no limit; there are ${[...limitsOfPlatform, ...quotas].join(', ')}`
  if (unknown.length > 0) {
    throw invalid(...unknown.map((name) => ({ field: `limits.${name}`, message })))
  }
}
