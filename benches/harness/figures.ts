import type { Figure } from './report.ts'

/** A figure whose mark is a minimum. */
export function atLeast(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `>= ${mark}`, ok: value >= mark }
}

/** A figure whose mark is a maximum. */
export function atMost(name: string, value: number, mark: number, unit = 'times'): Figure {
  return { name, value, unit, target: `<= ${mark}`, ok: value <= mark }
}
