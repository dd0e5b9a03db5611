import type { Schemas } from '@mt/control-plane-api/client'
import { usageError } from './errors.ts'

/**
 * Parses limits such as `requestsPerSecond=20,seats=none,models=shared+schema`: `none` removes a limit,
 * `models` is a list. The API checks their names and values.
 */
export function parseLimits(text: string): Schemas['Limits'] {
  return Object.fromEntries(text.split(',').map(parseLimit)) as Schemas['Limits']
}

function parseLimit(part: string): [string, number | null | string[]] {
  const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim())
  if (name === '' || value === '')
    throw usageError(`--limits: "${part}" is not of the form name=value`)
  if (name === 'models') return [name, value.split('+')]
  if (value === 'none') return [name, null]
  const number = Number(value)
  if (Number.isNaN(number)) throw usageError(`--limits: ${name} must be a number or "none"`)
  return [name, number]
}
