import { statusVerb } from '../status-verb.ts'

export const restore = statusVerb(
  'restore',
  'Restore an archived tenant to suspended, or a deleted one to archived',
)
