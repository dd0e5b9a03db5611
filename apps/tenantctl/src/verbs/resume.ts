import { lifeVerb } from '../life-verb.ts'

export const resume = lifeVerb('resume', 'Let a suspended tenant serve again')
