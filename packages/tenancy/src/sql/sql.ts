/** An identifier, quoted. Names come from placements and migrations, and are quoted nevertheless. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text literal, quoted (standard_conforming_strings is on in every supported PostgreSQL). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
