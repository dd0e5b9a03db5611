import { lifeVerb } from '../life-verb.ts'

export const restore = lifeVerb(
  'restore',
  'Take an archived tenant back to suspended, or a deleted one to archived',
)
