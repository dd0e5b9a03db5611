import { describe } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { describeFaultsAcrossTenants } from './faults-across-tenants.ts'
import { describeFaultsInsideTenants } from './faults-inside-tenants.ts'

/**
 * The fourteen faults of the book's code, each closed. What they share with other topics is shown there
 * in full; here each is met as an attacker, or an unlucky user, would meet it.
 */
export function describeFaults(it: ConformanceTest): void {
  describe('the faults of the book', () => {
    describeFaultsAcrossTenants(it)
    describeFaultsInsideTenants(it)
  })
}
