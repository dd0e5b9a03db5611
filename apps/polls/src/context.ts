import type { ServiceContext } from '@mt/data-plane/context'
import type { LoginAttempts } from './users/login-attempts.ts'

/** What the routes of polls are made of. */
export interface PollsContext extends ServiceContext {
  /** Counts what speaks for guessing passwords. */
  loginAttempts: LoginAttempts
}
