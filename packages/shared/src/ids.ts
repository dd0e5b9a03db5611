import { v7, validate } from 'uuid'

/**
 * A new UUIDv7, which sorts by the time of its creation (RFC 9562). Made here, because databases before
 * PostgreSQL 18 cannot.
 */
export function newId(): string {
  return v7()
}

/** Whether `value` is a UUID in its canonical form. Never throws. */
export function isId(value: string): boolean {
  return validate(value)
}
