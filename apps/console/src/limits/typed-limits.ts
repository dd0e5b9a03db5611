import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { LimitField } from './limit-fields.ts'

/** The limits in a form, by name. */
export type TypedLimits = Record<string, number | null>

/** The text of a limit in its field. */
export function limitText(limit: number | null | undefined): string {
  return limit === null ? 'none' : (limit?.toString() ?? '')
}

/** The limits that were typed; “none” removes a limit. */
export function limitsOf(fields: readonly LimitField[], values: FormData): TypedLimits {
  const typed = fields.map(({ name }) => [name, textOf(values, `limits.${name}`).trim()] as const)
  const filled = typed.filter(([, text]) => text !== '')
  return Object.fromEntries(
    filled.map(([name, text]) => [name, text === 'none' ? null : numberOf(text)]),
  )
}
