import { Utils } from '@mikro-orm/core'

/** Operators that the ORM cannot render for rows with composite keys, in any statement and in deletes. */
const refused = {
  read: ['$size'],
  update: ['$size'],
  delete: ['$size', '$some', '$none', '$every', '$all'],
} as const

/** Throws TypeError for a condition with an operator that would end as a database error. */
export function refuseOperators(where: unknown, type: keyof typeof refused): void {
  if (Array.isArray(where)) for (const each of where) refuseOperators(each, type)
  if (!Utils.isPlainObject(where)) return
  for (const [key, value] of Object.entries(where)) {
    const isRefused = refused[type].some((operator) => operator === key)
    if (isRefused)
      throw new TypeError(`a ${type} takes no ${key}: find the rows by their ids first`)
    refuseOperators(value, type)
  }
}
