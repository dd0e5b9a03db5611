import { lifeVerb } from '../life-verb.ts'

export const suspend = lifeVerb('suspend', 'Refuse a tenant’s requests until it is resumed')
