import type { Figure } from './report.ts'

/** A figure that should be at least so much. */
export function atLeast(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `>= ${mark}`, ok: value >= mark }
}

/** A figure that should be at most so much. */
export function atMost(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `<= ${mark}`, ok: value <= mark }
}
