import type { Trace } from '@mt/shared/internal-api/placement-routes'
import { DomainClaim } from '../../domains/domain-claim.entity.ts'
import { deleteTask, keepTask, purgeTask } from '../../queue/later.ts'
import type { RuntimeTrace } from '../../runtimes/runtime.ts'
import { changeStatus } from '../../tenants/change-status.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { PurgeReceipt } from '../../tenants/purge-receipt.entity.ts'
import { recordGone } from '../../tenants/record-change.ts'
import type { Kind, Step, Work } from './step.ts'
import { StepFailure } from './step-failure.ts'

/** How long the last step waits until Redis no longer has the tenant's hosts. */
const maxPublicationMs = 2_000

/** When the queue retries a purge that was given up. */
const retryAfterMs = 60_000

/** Lists everything of the tenant that exists, for the receipt. */
const survey: Step = {
  name: 'survey',
  async run(work) {
    const found = await tracesOf(work)
    return async ({ em, tenant, operation }) => {
      const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
      const hosts = domains.map(({ host }) => host)
      const at = { surveyedAt: new Date(), operationId: operation.id }
      const known = await em.findOne(PurgeReceipt, { tenantId: tenant.id })
      // An earlier purge that was given up halfway has listed what existed then.
      if (known) return void em.assign(known, at)
      const fixed = { tenantId: tenant.id, slug: tenant.slug, hosts, removed: found, scanned: [] }
      em.create(PurgeReceipt, { ...fixed, ...at }, { persist: true })
    }
  },
}

/** Removes rows, schema, database and role, or a dedicated tenant's processes and volume. */
const deprovision: Step = {
  name: 'deprovision',
  async run(work) {
    if (work.operation.input.dedicated) await work.runtime.remove(work.tenant.id)
    else await work.dataPlane.deprovision(work)
    return () => {}
  },
}

/** Removes the tenant's hosts, also from Redis, and its claims; others may then take them. */
const withdraw: Step = {
  name: 'withdraw',
  async run() {
    return async ({ em, tenant }) => {
      await em.nativeDelete(DomainClaim, { tenantId: tenant.id })
      const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
      for (const domain of domains) await recordGone(em, tenant, domain)
    }
  },
}

/** Searches everywhere once more. The tenant is purged only if nothing is found. */
const confirm: Step = {
  name: 'confirm',
  async run(work) {
    await work.published(work.tenant.version, maxPublicationMs)
    const left = await findLeft(work)
    if (left.length > 0) throw new StepFailure(`still there: ${left.join(', ')}`, true)
    return async (change) => {
      const { em, tenant, operation } = change
      const receipt = await em.findOneOrFail(PurgeReceipt, { tenantId: tenant.id })
      receipt.confirmedAt = new Date()
      receipt.scanned = searchedIn(work)
      await changeStatus({ em, tenant, actor: operation.actor, event: 'purge' })
    }
  },
}

/** Everything of the tenant that exists. A dedicated tenant is stopped, and its runtime has everything. */
function tracesOf(work: Work): Promise<(Trace | RuntimeTrace)[]> {
  const { dataPlane, operation, runtime, tenant } = work
  return operation.input.dedicated ? runtime.inspect(tenant.id) : dataPlane.scan(work)
}

async function findLeft(work: Work): Promise<string[]> {
  const [found, keys] = await Promise.all([tracesOf(work), work.findInRedis(work.tenant.id)])
  return [...found.map(({ kind, name }) => `${kind} ${name}`), ...keys.map((key) => `Redis ${key}`)]
}

function searchedIn({ operation, runtime, tenant: { placement } }: Work): string[] {
  if (operation.input.dedicated)
    return [`everything in the ${runtime.kind} runtime`, 'keys in Redis']
  const { cluster, database } = placement
  const onCluster = ['databases', 'schemas', 'roles'].map((what) => `${what} of cluster ${cluster}`)
  return [...onCluster, `rows in the tables of ${cluster}/${database}`, 'keys in Redis']
}

/** Removes everything of a tenant and leaves a receipt. This cannot be undone. */
export const purge: Kind = {
  event: 'purge',
  whenGivenUp: 'keep',
  steps: [survey, deprovision, withdraw, confirm],
  begin: ({ em, tenant }) => deleteTask(em, { task: purgeTask, of: tenant.id }),
  afterFailure: ({ em, tenant }) =>
    keepTask(em, { task: purgeTask, of: tenant.id, at: new Date(Date.now() + retryAfterMs) }),
}
