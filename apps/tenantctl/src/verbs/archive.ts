import { lifeVerb } from '../life-verb.ts'

export const archive = lifeVerb('archive', 'Put a suspended tenant away; its data stay')
