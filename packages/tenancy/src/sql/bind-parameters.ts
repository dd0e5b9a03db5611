import { isRaw, JsonProperty, type RawQueryFragment, Utils } from '@mikro-orm/core'

/** SQL as it goes over the protocol: values stand beside it, never in it. */
export interface BoundStatement {
  text: string
  values: unknown[]
}

/** A placeholder of the ORM's: `\?` is a question mark, `??` a name and `?` a value. */
const placeholder = /\\\?|\?\??/g

/**
 * The ORM's SQL with `$1`, `$2`, ... where it has `?`, and the values for them. What is a name (`??`) and
 * what is SQL itself (`raw`) is written into the text. Throws TypeError for a value that is undefined:
 * PostgreSQL would take it for null.
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

/** What the ORM keeps as JSON is marked, so that a list in it is no list of values. */
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
