import { hasStatus } from '../api/problem.ts'

/** Where to continue after signing in: only to a page of this host. */
export function nextOf({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}

/** Waits for the session. If there is none, throws the redirect that `signIn` makes. */
export async function orSignIn(session: Promise<unknown>, signIn: () => unknown): Promise<void> {
  try {
    await session
  } catch (error) {
    throw hasStatus(error, 401) ? signIn() : error
  }
}
