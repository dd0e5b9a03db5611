import type { EntityManager } from '@mikro-orm/postgresql'
import type { Party } from '../parties.ts'

/** What an attack has in its hands: an EntityManager in its own tenant's scope, and what it knows. */
export interface Reach {
  em: EntityManager
  mine: Party
  victim: Party
  /** Runs something as the victim itself, in a scope of its own. */
  asVictim<T>(work: (em: EntityManager) => Promise<T>): Promise<T>
}

/** One way to get at another tenant's rows. Answers with what it got to see, if that was what it wanted. */
export interface Attack {
  name: string
  /** It needs a victim that is served, not only rows of one. */
  needsLiveVictim?: boolean
  run(reach: Reach): Promise<unknown>
}
