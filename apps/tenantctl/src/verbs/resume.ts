import { statusVerb } from '../status-verb.ts'

export const resume = statusVerb('resume', 'Resume a suspended tenant')
