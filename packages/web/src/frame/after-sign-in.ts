import { hasStatus } from '../api/problem.ts'

/** Where to go on after signing in: only to a page of this host. */
export function nextOf({ next }: Record<string, unknown>): { next?: string } {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}

/** Waits for a session to be known. Where there is none, throws what `signIn` makes: the way to the page for that. */
export async function orSignIn(session: Promise<unknown>, signIn: () => unknown): Promise<void> {
  try {
    await session
  } catch (error) {
    throw hasStatus(error, 401) ? signIn() : error
  }
}
