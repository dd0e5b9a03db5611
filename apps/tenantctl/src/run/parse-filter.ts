import { usageError } from '../errors.ts'

const fields = ['status', 'model', 'plan', 'q'] as const

type Filter = Partial<Record<(typeof fields)[number], string>>

/** Parses `model=schema,plan=free` to a query for tenants, by default the active ones, in which commands can run. */
export function parseFilter(text: string): Filter {
  const filter: Filter = { status: 'active' }
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim())
    const field = fields.find((known) => known === name)
    if (!field || value === '') {
      throw usageError(
        `--where: "${part}" is not of the form name=value with one of ${fields.join(', ')}`,
      )
    }
    filter[field] = value
  }
  return filter
}
