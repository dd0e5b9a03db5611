/**
 * The reason why a text cannot be stored as it was sent, or undefined. PostgreSQL has no NUL, and half of a
 * surrogate pair is not a character: it would arrive as another one.
 */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain a NUL character'
  return text.isWellFormed() ? undefined : 'must be well-formed Unicode text'
}
