/** Which wall a guard belongs to. */
export type Wall =
  | 'edge'
  | 'ORM'
  | 'database'
  | 'connection'
  | 'placement'
  | 'registry'
  | 'availability'

/**
 * One guard taken away: `find` stands exactly once in `file`, and becomes `replace`. The tests named are
 * those in which the guard's wall stands alone; one of them must fail.
 */
export interface Mutant {
  guard: string
  wall: Wall
  file: string
  find: string
  replace: string
  tests: readonly string[]
  /** Of these tests those whose name matches: where they take a configuration each. */
  only?: string
  /** A program without which these tests cannot run. */
  needs?: 'pgbouncer'
}

/** What became of one. */
export interface Verdict {
  mutant: Mutant
  /** The test that caught it; undefined for a survivor. */
  killedBy?: string
  /** Why it could not be judged. */
  trouble?: string
}
