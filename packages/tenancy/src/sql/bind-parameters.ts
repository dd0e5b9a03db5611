import { isRaw, JsonProperty, type RawQueryFragment, Utils } from '@mikro-orm/core'

/** SQL as it is sent: values are parameters, never part of the text. */
export interface BoundStatement {
  text: string
  values: unknown[]
}

/** The ORM's placeholders: `\?` is a question mark, `??` a name and `?` a value. */
const placeholder = /\\\?|\?\??/g

/**
 * The ORM's SQL with `$1`, `$2`, ... in place of `?`, and their values. Names (`??`) and raw SQL (`raw`)
 * are written into the text. Throws TypeError for an undefined value, which PostgreSQL would read as
 * null.
 */
export function bindParameters(
  sql: string,
  params: readonly unknown[],
  quoteName: (name: string) => string,
): BoundStatement {
  const values: unknown[] = []
  return { text: render(sql, params), values }

  function render(part: string, given: readonly unknown[]): string {
    let next = 0
    return part.replace(placeholder, (mark) => {
      if (mark === '\\?') return '?'
      const value = given[next++]
      return mark === '??' ? nameOf(value) : bind(value)
    })
  }

  function nameOf(value: unknown): string {
    return isRaw(value) ? fragment(value) : quoteName(String(value))
  }

  function bind(value: unknown): string {
    if (isRaw(value)) return fragment(value)
    if (value === undefined) throw new TypeError('a value of a statement is undefined')
    if (isList(value)) return value.map(bind).join(', ')
    values.push(forProtocol(value))
    return `$${values.length}`
  }

  function fragment({ sql: inner, params: own }: RawQueryFragment): string {
    return render(inner, own)
  }
}

/**
 * Values that the ORM stores as JSON are marked, so that an array in them is not read as a list of
 * values.
 */
function isList(value: unknown): value is unknown[] {
  return Array.isArray(value) && !isJson(value)
}

function isJson(value: unknown): boolean {
  return Utils.isPlainObject(value) || Reflect.get(Object(value), JsonProperty) !== undefined
}

function forProtocol(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (value === null || ArrayBuffer.isView(value) || !isJson(value)) return value
  return JSON.stringify(value)
}
