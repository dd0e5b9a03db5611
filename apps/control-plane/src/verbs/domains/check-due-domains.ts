import type { Logger } from '@mt/shared/logger'
import type { Actor } from '../../audit/actor.ts'
import type { WithOrm } from '../../database/open-orm.ts'
import { applyFinding } from '../../domains/apply-finding.ts'
import { findClaim } from '../../domains/find-claim.ts'
import type { FindRecord } from '../../domains/find-record.ts'
import { type DueClaim, takeDueClaims } from '../../domains/take-due-claims.ts'
import type { Publisher } from '../../registry/publisher.ts'
import { lockTenant } from '../../tenants/find-tenant.ts'

/** Searches in DNS at the same time. */
const searchesAtOnce = 8

/** The parts that check custom domains. */
export interface CheckParts extends WithOrm {
  publisher: Pick<Publisher, 'wake'>
  findRecord: FindRecord
  logger: Logger
  stopping: AbortSignal
}

/** Checks the claims that are due. One that cannot be checked is logged, and checked in the next round but some. */
export async function checkDueDomains(context: CheckParts, actor: Actor): Promise<void> {
  const due = (await takeDueClaims(context.orm)).values()
  const work = async () => {
    for (const claim of due) await checkSafely(context, actor, claim)
  }
  await Promise.all(Array.from({ length: searchesAtOnce }, work))
}

async function checkSafely(context: CheckParts, actor: Actor, claim: DueClaim): Promise<void> {
  if (context.stopping.aborted) return
  try {
    await check(context, actor, claim)
  } catch (err) {
    if (context.stopping.aborted) return
    context.logger.warn({ err, ...claim }, 'cannot check a domain; will check it again')
  }
}

async function check(
  { orm, findRecord, publisher, stopping }: CheckParts,
  actor: Actor,
  { tenantId, host }: DueClaim,
): Promise<void> {
  const finding = await findRecord(host, stopping)
  // Where no proof is asked for, the queue has nothing to find, and takes nothing.
  if (finding.kind === 'assumed') return
  await orm.em.fork().transactional(async (em) => {
    const tenant = await lockTenant(em, tenantId)
    const claim = await findClaim(em, { tenantId, host })
    if (!claim) return
    await applyFinding({ em, tenant, claim, finding, actor, isScheduled: true })
  })
  publisher.wake()
}
