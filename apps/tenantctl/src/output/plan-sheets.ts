import type { Schemas } from '@mt/control-plane-api/client'
import { limitsText } from './sheets.ts'
import { type Columns, sheetOf } from './table.ts'

type Plan = Schemas['Plan']

export const planColumns: Columns<Plan> = [
  ['name', ({ name }) => name],
  ['default', (plan) => (plan.default ? 'yes' : '')],
  ['limits', ({ limits }) => limitsText(limits)],
]

export function planSheet(plan: Plan): string {
  return sheetOf([
    ['name', plan.name],
    ['id', plan.id],
    ['default', plan.default ? 'yes' : 'no'],
    ['limits', limitsText(plan.limits)],
    ['changed', plan.updatedAt],
  ])
}
