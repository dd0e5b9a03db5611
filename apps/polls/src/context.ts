import type { ServiceContext } from '@mt/data-plane/context'
import type { LoginAttempts } from './users/login-attempts.ts'
import type { SignUpAttempts } from './users/sign-up-attempts.ts'

/** What the routes of polls are made of. */
export interface PollsContext extends ServiceContext {
  /** Counts what speaks for guessing passwords. */
  loginAttempts: LoginAttempts
  signUpAttempts: SignUpAttempts
}
