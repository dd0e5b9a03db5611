import { lifeVerb } from '../life-verb.ts'

export const deletion = lifeVerb(
  'delete',
  'Delete an archived tenant; until its grace ends it can be restored',
)
