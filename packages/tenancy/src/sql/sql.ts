/**
 * Quotes an identifier and a text literal, with PostgreSQL's own functions. Names come from placements
 * and migrations, and are quoted all the same.
 */
export { escapeIdentifier as quoteName, escapeLiteral as quoteText } from 'pg'
