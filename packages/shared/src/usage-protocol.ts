/**
 * How the counts of tenants' requests reach the control plane: gateways count in memory and add to Redis
 * every few seconds; the control plane takes from Redis what it has stored.
 *
 * A day is a UTC date, `2026-11-23`. The hash `usage:<day>` has a field for each tenant, its id, whose
 * value is the number of requests as a decimal. Gateways only add to it.
 *
 * The collector first renames a hash, so that nothing is added while it reads: RENAMENX of `usage:<day>` to
 * `usage:<day>:taken`, which fails if an earlier, unfinished one is there; then it reads that one. It adds
 * the counts to its records and deletes the taken hash. It may die in between, and must still add them only
 * once: so it puts a field `batch` with a new id into the hash (HSETNX) before it reads it, and stores that
 * id in the same transaction as the sums.
 */

/** How long a day's counts stay in Redis after the last request of the day; the collector comes earlier. */
export const usageKeptDays = 8

/** The day of a time in milliseconds since 1970. */
export function usageDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** The Redis hash of a day: tenant id -> requests since the hash was last taken. */
export function usageKey(day: string): string {
  return `usage:${day}`
}

/** A day's hash while it is being collected. */
export function takenUsageKey(day: string): string {
  return `usage:${day}:taken`
}

/** The field that names a taken hash; it is not a tenant's id. */
export const usageBatchField = 'batch'

/** The number of a gateway's last addition, so that a repeated one counts once. */
export function usageFlushKey(gatewayId: string): string {
  return `usage:flush:${gatewayId}`
}
