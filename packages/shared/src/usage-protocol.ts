/**
 * How the requests of tenants reach whoever keeps them: gateways count in memory and add to Redis every
 * few seconds, the control plane takes from Redis what it has stored.
 *
 * A day is a UTC date, `2026-11-23`. The hash `usage:<day>` has a field for each tenant, its id, whose
 * value is the number of requests as a decimal. Gateways do nothing but add to it.
 *
 * Who collects takes a hash away before he reads it, so that nothing is added meanwhile: RENAMENX of
 * `usage:<day>` to `usage:<day>:taken`, which fails while an earlier one is there that was not finished;
 * then that one is read. He adds what he read to what he keeps, and deletes the taken hash. To add once
 * though he may die in between, he puts a field `batch` with an id of his own into the hash (HSETNX)
 * before he reads it, and keeps that id in the same transaction as the sums.
 */

/** A day's counts are in Redis for this long after the last request of the day; who collects comes earlier. */
export const usageKeptDays = 8

/** The day of a time in milliseconds since 1970. */
export function usageDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** The Redis hash of a day: tenant id -> requests, since the last that was taken. */
export function usageKey(day: string): string {
  return `usage:${day}`
}

/** A day's hash while it is being collected. */
export function takenUsageKey(day: string): string {
  return `usage:${day}:taken`
}

/** The field of a taken hash that names it; no tenant's id. */
export const usageBatchField = 'batch'

/** The number of the last addition of a gateway, by which one that is repeated counts once. */
export function usageFlushKey(gatewayId: string): string {
  return `usage:flush:${gatewayId}`
}
