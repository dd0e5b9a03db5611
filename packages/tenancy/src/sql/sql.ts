/**
 * An identifier and a text literal, quoted, in PostgreSQL's own ways. Names come from placements and
 * migrations, and are quoted all the same.
 */
export { escapeIdentifier as quoteName, escapeLiteral as quoteText } from 'pg'
