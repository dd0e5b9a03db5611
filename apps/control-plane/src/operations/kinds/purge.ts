import type { Trace } from '@mt/shared/internal-api/place-routes'
import { deleteTask, keepTask, purgeTask } from '../../queue/later.ts'
import type { RuntimeTrace } from '../../runtimes/runtime.ts'
import { changeStatus } from '../../tenants/change-status.ts'
import { Domain } from '../../tenants/domain.entity.ts'
import { PurgeReceipt } from '../../tenants/purge-receipt.entity.ts'
import { recordGone } from '../../tenants/record-change.ts'
import type { Kind, Step, Work } from './step.ts'
import { StepFailure } from './step-failure.ts'

/** How long the last step waits for Redis to have forgotten the tenant's hosts. */
const maxPublicationMs = 2_000

/** After a purge that was given up, the queue tries again. */
const tryAgainMs = 60_000

/** What there is of the tenant: the receipt's list of what is removed. */
const survey: Step = {
  name: 'survey',
  async run(work) {
    const found = await tracesOf(work)
    return async ({ em, tenant, operation }) => {
      const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
      const hosts = domains.map(({ host }) => host)
      const at = { surveyedAt: new Date(), operationId: operation.id }
      const known = await em.findOne(PurgeReceipt, { tenantId: tenant.id })
      // An earlier purge, given up half-way, found what was there then.
      if (known) return void em.assign(known, at)
      const fixed = { tenantId: tenant.id, slug: tenant.slug, hosts, removed: found, scanned: [] }
      em.create(PurgeReceipt, { ...fixed, ...at }, { persist: true })
    }
  },
}

/** Rows, schema, database and role; of a dedicated tenant its processes and its volume. */
const deprovision: Step = {
  name: 'deprovision',
  async run(work) {
    if (work.operation.input.dedicated) await work.runtime.remove(work.tenant.id)
    else await work.dataPlane.deprovision(work)
    return () => {}
  },
}

/** The tenant's hosts are nobody's from now on, and Redis forgets them. */
const withdraw: Step = {
  name: 'withdraw',
  async run() {
    return async ({ em, tenant }) => {
      const domains = await em.find(Domain, { tenantId: tenant.id }, { orderBy: { host: 'asc' } })
      for (const domain of domains) await recordGone(em, tenant, domain)
    }
  },
}

/** Looks everywhere once more. Only where nothing is found the tenant is purged. */
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
      receipt.scanned = scannedPlaces(work)
      await changeStatus({ em, tenant, actor: operation.actor, event: 'purge' })
    }
  },
}

/** What is there of the tenant: a dedicated one is stopped, and all that it has lies with its runtime. */
function tracesOf(work: Work): Promise<(Trace | RuntimeTrace)[]> {
  const { dataPlane, operation, runtime, tenant } = work
  return operation.input.dedicated ? runtime.inspect(tenant.id) : dataPlane.scan(work)
}

async function findLeft(work: Work): Promise<string[]> {
  const [found, keys] = await Promise.all([tracesOf(work), work.findInRedis(work.tenant.id)])
  return [...found.map(({ kind, name }) => `${kind} ${name}`), ...keys.map((key) => `Redis ${key}`)]
}

function scannedPlaces({ operation, runtime, tenant: { placement } }: Work): string[] {
  if (operation.input.dedicated)
    return [`all that the ${runtime.kind} runtime has`, 'keys in Redis']
  const { cluster, database } = placement
  const places = ['databases', 'schemas', 'roles'].map((what) => `${what} of cluster ${cluster}`)
  return [...places, `rows in the tables of ${cluster}/${database}`, 'keys in Redis']
}

/** Removes all that there is of a tenant, and leaves a receipt. What is removed stays removed. */
export const purge: Kind = {
  event: 'purge',
  whenGivenUp: 'keep',
  steps: [survey, deprovision, withdraw, confirm],
  begin: ({ em, tenant }) => deleteTask(em, { task: purgeTask, of: tenant.id }),
  afterFailure: ({ em, tenant }) =>
    keepTask(em, { task: purgeTask, of: tenant.id, at: new Date(Date.now() + tryAgainMs) }),
}
