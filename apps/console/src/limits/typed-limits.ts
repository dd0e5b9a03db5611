import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { LimitField } from './limit-fields.ts'

/** Limits that a form asks for, by name. */
export type TypedLimits = Record<string, number | null>

/** A limit as it is typed. */
export function limitText(limit: number | null | undefined): string {
  return limit === null ? 'none' : (limit?.toString() ?? '')
}

/** The limits that were typed; “none” lifts one. */
export function limitsOf(fields: readonly LimitField[], values: FormData): TypedLimits {
  const typed = fields.map(({ name }) => [name, textOf(values, `limits.${name}`).trim()] as const)
  const said = typed.filter(([, text]) => text !== '')
  return Object.fromEntries(
    said.map(([name, text]) => [name, text === 'none' ? null : numberOf(text)]),
  )
}
