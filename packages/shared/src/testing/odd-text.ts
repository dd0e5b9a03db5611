import fc from 'fast-check'

/** Characters that PostgreSQL cannot store, or that are none. */
const oddCharacters = ['\u0000', '\ud800', '\udfff', '\ud83d', '\ude00\ud83d']

/** Texts that must be refused everywhere: each contains an odd character. */
export const oddText: fc.Arbitrary<string> = fc
  .tuple(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(...oddCharacters),
    fc.string({ maxLength: 8 }),
  )
  .map((parts) => parts.join(''))

/** Such a text in a URL, encoded byte by byte; half a character by the bytes that it would have. */
export function inUrl(text: string): string {
  return [...text].map(encodeCharacter).join('')
}

/** As UTF-8 would encode a surrogate, if it were a character (CESU-8). */
function encodeCharacter(character: string): string {
  if (character.isWellFormed()) return encodeURIComponent(character)
  const code = character.charCodeAt(0)
  const bytes = [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
  return bytes.map((byte) => `%${byte.toString(16)}`).join('')
}
