import type { EntityManager } from '@mikro-orm/postgresql'
import type { Party } from '../parties.ts'

/** What an attacker has: an EntityManager in its own tenant's scope, and its knowledge. */
export interface Reach {
  em: EntityManager
  mine: Party
  victim: Party
  /** Runs something as the victim, in the victim's own scope. */
  asVictim<T>(work: (em: EntityManager) => Promise<T>): Promise<T>
}

/** One way to reach another tenant's rows. Returns what it read, if it is an attack that reads. */
export interface Attack {
  name: string
  /** Whether the victim has to be served, beyond having rows. */
  needsLiveVictim?: boolean
  run(reach: Reach): Promise<unknown>
}
