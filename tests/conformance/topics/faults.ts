import { describe } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { describeFaultsAcrossTenants } from './faults-across-tenants.ts'
import { describeFaultsInsideTenants } from './faults-inside-tenants.ts'

/**
 * The fourteen faults of the book's code, all of them fixed. Other topics test the same areas in full; here
 * each fault is tried as an attacker or an unlucky user would meet it.
 */
export function describeFaults(it: ConformanceTest): void {
  describe('the faults of the book', () => {
    describeFaultsAcrossTenants(it)
    describeFaultsInsideTenants(it)
  })
}
