import { statusVerb } from '../status-verb.ts'

export const deletion = statusVerb(
  'delete',
  'Delete an archived tenant; it can be restored during the grace period',
)
