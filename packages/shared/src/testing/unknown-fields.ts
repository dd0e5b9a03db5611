import fc from 'fast-check'

/**
 * Fields that a later release may have and this one does not know: any JSON, under names other than
 * `known`.
 */
export function unknownFields(known: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const taken = new Set([...known, '__proto__'])
  const name = fc.string({ minLength: 1 }).filter((text) => !taken.has(text))
  return fc.dictionary(name, fc.jsonValue()).map((fields) => JSON.parse(JSON.stringify(fields)))
}

/** A JSON value with fields added to each object in it, however deep. */
export function withFields<T>(value: T, fields: Record<string, unknown>): T {
  return add(value, fields) as T
}

function add(value: unknown, fields: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => add(item, fields))
  if (typeof value !== 'object' || value === null) return value
  const own = Object.entries(value).map(([name, inner]) => [name, add(inner, fields)])
  return { ...Object.fromEntries(own), ...fields }
}

/** A JSON value without the fields of these names, however deep. */
export function withoutFields<T>(value: T, names: readonly string[]): T {
  const text = JSON.stringify(value, (name, inner) => (names.includes(name) ? undefined : inner))
  return text === undefined ? value : JSON.parse(text)
}

/** The names of all fields in a JSON value. */
export function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.keys(value)
  return [...own, ...Object.values(value).flatMap(namesIn)]
}
