import type { Figure } from './report.ts'

/** A figure with a lower mark. */
export function atLeast(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `>= ${mark}`, ok: value >= mark }
}

/** A figure with an upper mark. */
export function atMost(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `<= ${mark}`, ok: value <= mark }
}
