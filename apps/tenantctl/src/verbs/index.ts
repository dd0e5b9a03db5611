import type { FleetPart } from '../fleet-part.ts'
import type { Verb } from '../verb.ts'
import { archive } from './archive.ts'
import { audit } from './audit.ts'
import { change } from './change.ts'
import { commands } from './commands.ts'
import { deletion } from './delete.ts'
import { doctor } from './doctor.ts'
import { addDomain } from './domains/add.ts'
import { checkDomain } from './domains/check.ts'
import { listDomains } from './domains/list.ts'
import { removeDomain } from './domains/remove.ts'
import { showDomain } from './domains/show.ts'
import { beginRun } from './fleet/begin.ts'
import { cancelRun } from './fleet/cancel.ts'
import { fleetCounts } from './fleet/counts.ts'
import { listRuns } from './fleet/list.ts'
import { runResults } from './fleet/results.ts'
import { runOver } from './fleet/run-over.ts'
import { showRun } from './fleet/show.ts'
import { fleetVersions } from './fleet/versions.ts'
import { watchRun } from './fleet/watch.ts'
import { health } from './health.ts'
import { createKey } from './keys/create.ts'
import { listKeys } from './keys/list.ts'
import { revokeKey } from './keys/revoke.ts'
import { list } from './list.ts'
import { onboard } from './onboard.ts'
import { cancelOperation } from './operations/cancel.ts'
import { listOperations } from './operations/list.ts'
import { retryOperation } from './operations/retry.ts'
import { showOperation } from './operations/show.ts'
import { watchOperation } from './operations/watch.ts'
import { changePlan } from './plans/change.ts'
import { createPlan } from './plans/create.ts'
import { deletePlan } from './plans/delete.ts'
import { listPlans } from './plans/list.ts'
import { showPlan } from './plans/show.ts'
import { purge } from './purge.ts'
import { quotas } from './quotas.ts'
import { receipt } from './receipt.ts'
import { rename } from './rename.ts'
import { restore } from './restore.ts'
import { resume } from './resume.ts'
import { run } from './run.ts'
import { show } from './show.ts'
import { suspend } from './suspend.ts'
import { usage } from './usage.ts'

/** All verbs, in the order of the help. */
export const verbs: readonly Verb[] = [
  ...[onboard, list, show, rename, change],
  ...[suspend, resume, archive, restore, deletion, purge, receipt],
  ...[listDomains, showDomain, addDomain, checkDomain, removeDomain],
  ...[listPlans, showPlan, createPlan, changePlan, deletePlan, quotas],
  ...[listKeys, createKey, revokeKey],
  ...[listOperations, showOperation, watchOperation, retryOperation, cancelOperation],
  // `drift` comes before `drift list`: a verb may also be the first word of others.
  ...[runOver('migrations'), runOver('drift')],
  ...[fleetCounts, fleetVersions, ...fleetVerbs('migrations'), ...fleetVerbs('drift')],
  ...[run, commands, usage, audit, health, doctor],
]

/** The first words of verbs that have two, and their help. */
export const groups: Readonly<Record<string, string>> = {
  domains: 'Manage the hosts of a tenant',
  plans: 'Manage plans',
  keys: 'Manage API keys',
  operations: 'Inspect, retry and cancel operations',
  fleet: 'Show figures of the whole fleet',
  migrations: 'Manage migrations of the fleet',
  drift: 'Manage drift checks of the fleet',
}

/** The verbs that both kinds of runs over the fleet have. */
function fleetVerbs(part: FleetPart): Verb[] {
  return [beginRun, listRuns, showRun, runResults, watchRun, cancelRun].map((create) =>
    create(part),
  )
}
