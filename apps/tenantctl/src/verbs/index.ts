import type { FleetPart } from '../fleet-part.ts'
import type { Verb } from '../verb.ts'
import { archive } from './archive.ts'
import { audit } from './audit.ts'
import { change } from './change.ts'
import { commands } from './commands.ts'
import { deletion } from './delete.ts'
import { doctor } from './doctor.ts'
import { addDomain } from './domains/add.ts'
import { listDomains } from './domains/list.ts'
import { removeDomain } from './domains/remove.ts'
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

/** All that an operator can say, in the order in which the help tells it. */
export const verbs: readonly Verb[] = [
  ...[onboard, list, show, rename, change],
  ...[suspend, resume, archive, restore, deletion, purge, receipt],
  ...[listDomains, addDomain, removeDomain],
  ...[listPlans, showPlan, createPlan, changePlan, deletePlan, quotas],
  ...[listKeys, createKey, revokeKey],
  ...[listOperations, showOperation, watchOperation, retryOperation, cancelOperation],
  // Before the verbs whose first word one of them is.
  ...[runOver('migrations'), runOver('drift')],
  ...[fleetCounts, fleetVersions, ...fleetVerbs('migrations'), ...fleetVerbs('drift')],
  ...[run, commands, usage, audit, health, doctor],
]

/** The first words of verbs that have two, and what they are about. */
export const groups: Readonly<Record<string, string>> = {
  domains: 'The hosts of a tenant',
  plans: 'What tenants may use',
  keys: 'The keys to the control plane’s API',
  operations: 'What is being done to tenants, and what was',
  fleet: 'All tenants together',
  migrations: 'Migrations of the fleet',
  drift: 'In what tenants’ tables differ from their version',
}

/** What can be asked of both sorts of runs over the fleet. */
function fleetVerbs(part: FleetPart): Verb[] {
  return [beginRun, listRuns, showRun, runResults, watchRun, cancelRun].map((of) => of(part))
}
