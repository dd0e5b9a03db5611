import type { Schemas } from '@mt/control-plane-api/client'
import { usageError } from './errors.ts'

/**
 * Limits as they are typed, `requestsPerSecond=20,seats=none,models=shared+schema`, as the API takes them:
 * `none` lifts a limit, `models` is a list. Which limits there are, and how large, the API says.
 */
export function parseLimits(text: string): Schemas['Limits'] {
  return Object.fromEntries(text.split(',').map(parseLimit)) as Schemas['Limits']
}

function parseLimit(part: string): [string, number | null | string[]] {
  const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim())
  if (name === '' || value === '') throw usageError(`--limits: "${part}" is not name=value`)
  if (name === 'models') return [name, value.split('+')]
  if (value === 'none') return [name, null]
  const number = Number(value)
  if (Number.isNaN(number)) throw usageError(`--limits: ${name} must be a number or none`)
  return [name, number]
}
