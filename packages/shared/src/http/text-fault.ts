/**
 * Why a text cannot be kept as it was sent; undefined for all others. PostgreSQL has no NUL, and half of a
 * surrogate pair is no character: on its way it would become another one.
 */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain a NUL character'
  return text.isWellFormed() ? undefined : 'must be well-formed Unicode text'
}
