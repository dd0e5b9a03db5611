import { z } from '@hono/zod-openapi'

/**
 * Text that shows nothing: spaces, controls, characters that are never drawn, and the empty pattern of
 * Braille.
 */
const unseen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800]*$/u

/**
 * Text that the database can store: PostgreSQL accepts no NUL character, and UTF-8 no half of a surrogate
 * pair.
 */
export function text() {
  return z
    .string()
    .refine((value) => !value.includes('\0'), 'must not contain a NUL character')
    .refine((value) => value.isWellFormed(), 'must not contain half of a surrogate pair')
}

/** Text for people to read, without the spaces around it; some of it must be visible. */
export function visibleText() {
  return text()
    .trim()
    .refine((value) => !unseen.test(value), 'must not be blank')
}
