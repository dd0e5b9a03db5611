import { changeStatus } from '../../tenants/change-status.ts'
import type { Operation } from '../record/operation.entity.ts'
import { atRunning, launchNew, provisionRunning } from './dedicated.ts'
import type { Kind, Step } from './step.ts'

const provision: Step = {
  name: 'provision',
  run: provisionRunning,
  // A dedicated tenant's data is removed with its volume, when its launch is undone.
  async undo(work) {
    if (!work.operation.input.dedicated) await work.dataPlane.deprovision(work)
  },
}

const createAdmin: Step = {
  name: 'create-admin',
  applies: (input) => input.admin !== undefined,
  async run(work) {
    const { username, email, passwordHash } = work.operation.input.admin ?? {}
    if (!username || !email || !passwordHash) throw new Error('the operation has lost its admin')
    await work.dataPlane.createAdmin(await atRunning(work), { username, email, passwordHash })
    return () => {}
  },
}

const activate: Step = {
  name: 'activate',
  async run() {
    return async ({ em, tenant, operation }) => {
      forgetPassword(operation)
      await changeStatus({ em, tenant, actor: operation.actor, event: 'activate' })
    }
  },
}

/** Onboards a new tenant: provisions its placement, creates its first admin, activates it. */
export const onboard: Kind = {
  whenGivenUp: 'undo',
  steps: [launchNew, provision, createAdmin, activate],
  afterFailure: ({ em, tenant, operation }, reason) =>
    changeStatus({ em, tenant, actor: operation.actor, event: 'give-up', reason }),
  async beforeRetry({ em, tenant, operation }) {
    // With a new epoch, a late call of the earlier attempt cannot bring back what was undone.
    tenant.epoch += 1
    await changeStatus({ em, tenant, actor: operation.actor, event: 'retry' })
  },
}

/** The hash was kept until now so that a retry could still create the admin. */
function forgetPassword(operation: Operation): void {
  if (!operation.input.admin) return
  const { username, email } = operation.input.admin
  operation.input = { ...operation.input, admin: { username, email } }
}
