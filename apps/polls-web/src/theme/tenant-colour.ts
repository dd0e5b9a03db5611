/**
 * Applies the tenant's colour to the page. Only its hue and saturation are used (tokens.css): the pages set
 * how light text and backgrounds are, so that any colour stays readable, in both themes.
 */
export function applyColour({ colour, slug }: { colour: string | null; slug: string }): void {
  document.documentElement.style.setProperty(
    '--tenant',
    colour ?? `oklch(0.55 0.14 ${hueOf(slug)})`,
  )
}

/** The default colour of a tenant that has chosen none; it is always the same. */
function hueOf(slug: string): number {
  let hue = 0
  for (const letter of slug) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360
  return hue
}
