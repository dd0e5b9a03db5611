import { usageError } from '../errors.ts'

const fields = ['status', 'model', 'plan', 'q'] as const

type Filter = Partial<Record<(typeof fields)[number], string>>

/** `model=schema,plan=free` as the query of a list of tenants. Commands run in active tenants, so those are meant. */
export function parseFilter(text: string): Filter {
  const filter: Filter = { status: 'active' }
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim())
    const field = fields.find((known) => known === name)
    if (!field || value === '') {
      throw usageError(`--where: "${part}" is not one of ${fields.join(', ')} with a value`)
    }
    filter[field] = value
  }
  return filter
}
