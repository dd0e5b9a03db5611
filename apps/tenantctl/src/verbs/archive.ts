import { statusVerb } from '../status-verb.ts'

export const archive = statusVerb('archive', 'Archive a suspended tenant; its data is kept')
