import type { ServiceContext } from '@mt/data-plane/context'
import type { LoginAttempts } from './users/login-attempts.ts'
import type { SignUpAttempts } from './users/sign-up-attempts.ts'

/** The parts that the routes of polls need. */
export interface PollsContext extends ServiceContext {
  /** Counts failed logins. */
  loginAttempts: LoginAttempts
  signUpAttempts: SignUpAttempts
}
