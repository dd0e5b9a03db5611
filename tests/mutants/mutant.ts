/** The wall of a guard. */
export type Wall =
  | 'edge'
  | 'ORM'
  | 'database'
  | 'connection'
  | 'placement'
  | 'registry'
  | 'availability'

/**
 * One removed guard: `find` occurs exactly once in `file` and is replaced by `replace`. `tests` are those in
 * which the guard's wall stands alone; one of them must fail.
 */
export interface Mutant {
  guard: string
  wall: Wall
  file: string
  find: string
  replace: string
  tests: readonly string[]
  /** Runs only the tests whose name matches. */
  only?: string
  /** A program that these tests need. */
  needs?: 'pgbouncer'
}

/** The result of a mutant. */
export interface Verdict {
  mutant: Mutant
  /** The test that failed; undefined for a survivor. */
  killedBy?: string
  /** Why there is no result. */
  trouble?: string
}

/** Whether `npm test` has this test file. */
export function isOfFirstTier(test: string): boolean {
  return !test.endsWith('.long.test.ts')
}
