import { type BookedTenant, shouldRun } from './read-books.ts'
import type { ToDo } from './what-to-do.ts'

/**
 * Lets one outdated tenant after another be replaced: the next only when the one before serves again, so
 * that a version that does not start takes down one tenant, and no second.
 */
export function createRollout() {
  let current: string | undefined

  return {
    /** The one replacement whose turn it is, if any: again the one before until it is told to serve. */
    next(todos: readonly ToDo[], books: readonly BookedTenant[]): ToDo | undefined {
      const unsettled = books.find(({ tenantId }) => tenantId === current)
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
    /** A tenant serves, as it is to. */
    serves(tenantId: string): void {
      if (tenantId === current) current = undefined
    },
  }
}
