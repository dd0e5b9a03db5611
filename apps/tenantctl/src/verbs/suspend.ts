import { statusVerb } from '../status-verb.ts'

export const suspend = statusVerb(
  'suspend',
  'Suspend a tenant; its requests are refused until it is resumed',
)
