import { type DesiredTenant, shouldRun } from './read-desired-state.ts'
import type { ToDo } from './what-to-do.ts'

/**
 * Replaces outdated services one after another, each only when the one before serves again, so that a version
 * that does not start takes down only one tenant.
 */
export function createRollout() {
  let current: string | undefined

  return {
    /** The replacement to do next, if any. It is the same one until `serves` is called for it. */
    next(todos: readonly ToDo[], desired: readonly DesiredTenant[]): ToDo | undefined {
      const unsettled = desired.find(({ tenantId }) => tenantId === current)
      if (!unsettled || !shouldRun(unsettled)) {
        const first = todos.find(({ action }) => action === 'replace')
        current = first?.tenant.tenantId
        return first
      }
      const isLaunched = todos.some(
        ({ action, tenant }) => action === 'launch' && tenant.tenantId === current,
      )
      return isLaunched || unsettled.busy ? undefined : { action: 'replace', tenant: unsettled }
    },
    /** Called when a tenant serves again. */
    serves(tenantId: string): void {
      if (tenantId === current) current = undefined
    },
  }
}
