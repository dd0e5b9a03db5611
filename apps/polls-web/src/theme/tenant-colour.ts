/**
 * Puts the tenant's colour on the page. Only hue and strength of it are used (tokens.css): how light text
 * and grounds are is the pages' to say, so that any colour stays readable, by day and by night.
 */
export function applyColour({ colour, slug }: { colour: string | null; slug: string }): void {
  document.documentElement.style.setProperty(
    '--tenant',
    colour ?? `oklch(0.55 0.14 ${hueOf(slug)})`,
  )
}

/** A tenant that has chosen no colour has one all the same, and always the same. */
function hueOf(slug: string): number {
  let hue = 0
  for (const letter of slug) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return hue
}
