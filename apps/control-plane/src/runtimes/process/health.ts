import { answersProbe } from '../answers-probe.ts'
import type { RunningPart } from '../runtime.ts'
import { answersPostgres } from './answers.ts'
import { addressesOf } from './launch-tenant.ts'
import type { TenantDescription } from './tenant-place.ts'

/** So many looks in a row without an answer, and a process counts as hung: one that starts, or is busy, may miss some. */
const maxMissed = 3

/** Remembers how often the parts of tenants did not answer when they were looked at. */
export function createHealth() {
  const missed = new Map<string, number>()
  const keyOf = (tenantId: string, part: RunningPart) => `${tenantId} ${part}`

  return {
    /** Looks whether a part that runs answers; false when it has not done so several times. */
    async look(
      tenantId: string,
      { part, ports }: { part: RunningPart } & Pick<TenantDescription, 'ports'>,
    ): Promise<boolean> {
      const answers =
        part === 'polls'
          ? await answersProbe(addressesOf({ ports }).internalUrl, 'livez')
          : await answersPostgres(ports.postgres)
      const count = answers ? 0 : (missed.get(keyOf(tenantId, part)) ?? 0) + 1
      missed.set(keyOf(tenantId, part), count)
      return count < maxMissed
    },
    isUnhealthy: (tenantId: string, part: RunningPart) =>
      (missed.get(keyOf(tenantId, part)) ?? 0) >= maxMissed,
    forget(tenantId: string): void {
      missed.delete(keyOf(tenantId, 'polls'))
      missed.delete(keyOf(tenantId, 'postgres'))
    },
  }
}
