/** The scripts of living languages (UAX 31, table 5): a label has letters of one of them. */
const scripts = [
  ...['Arabic', 'Armenian', 'Bengali', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek'],
  ...['Gujarati', 'Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Latin', 'Malayalam', 'Myanmar'],
  ...['Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan'],
].map((script) => [script])

/** Scripts that are written together, also with Latin letters, none of which they resemble. */
const families = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Hangul'],
  ['Latin', 'Han', 'Bopomofo'],
]

const writings = [...scripts, ...families].map(
  (together) =>
    new RegExp(`^[${[...together, 'Common', 'Inherited'].map(inScript).join('')}]+$`, 'u'),
)

function inScript(script: string): string {
  return `\\p{Script_Extensions=${script}}`
}

/** Cyrillic and Greek letters that are read as Latin ones, with digits and hyphens between them. */
const likeLatin = /^(?=.*\p{L})[аевсԁһіјӏкмнорԛѕтԝхуъьгѵνοαρτυικχ\d-]+$/u

/** Whether a label, in Unicode, has letters of scripts that are not written together. */
export function mixesScripts(label: string): boolean {
  return !writings.some((writing) => writing.test(label))
}

/** Whether all letters of a label are of another script than Latin, and look like Latin ones. */
export function looksLatin(label: string): boolean {
  return likeLatin.test(label)
}
