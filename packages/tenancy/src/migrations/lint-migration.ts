import type { TenantMigration } from './tenant-migrations.ts'

/**
 * What would break the previous version, which still serves while placements are migrated one after
 * another.
 */
const breaking: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^drop table\b/, 'drops a table that the previous version still uses'],
  [/\bdrop column\b/, 'drops a column that the previous version still uses'],
  [
    /\brename (column|to|constraint)\b|\brename "?\w+"? to\b/,
    'renames something that the previous version still uses',
  ],
  [
    /\balter column \S+ (set data )?type\b/,
    'changes a type that the previous version relies on, and locks the table while rows are rewritten',
  ],
  [/\balter column \S+ set not null\b/, 'refuses nulls that the previous version writes'],
  [/\balter column \S+ drop default\b/, 'drops a default that the previous version relies on'],
  [
    /\badd (column )?(?!constraint\b)(?=[^,]*\bnot null\b)(?![^,]*\bdefault\b)/,
    'adds a column that the previous version does not fill: give it a default, or let it be null',
  ],
  [
    /\badd (constraint \S+ )?(unique|primary key|exclude)\b|^create unique index\b/,
    'refuses duplicates that the previous version writes',
  ],
  [
    /\badd (constraint \S+ )?(check|foreign key)\b/,
    'refuses rows that the previous version writes',
  ],
  [
    /\bset schema\b|^drop (schema|type|function|view)\b/,
    'drops something that the previous version still uses',
  ],
  [/^drop policy\b|\b(disable|no force) row level security\b/, 'takes a wall down'],
]

/**
 * Finds what in a migration would break the previous version, which goes on serving while the fleet is
 * migrated. A migration that only contracts, once no version uses what it removes, has a `contract` that
 * states why that is safe; then nothing is reported. Tables that the migration itself creates are not yet
 * in use.
 */
export function lintMigration({ name, statements, contract }: TenantMigration): string[] {
  if (contract !== undefined) return []
  const known = statements.map(normalized)
  const made = new Set(known.flatMap(tableMadeBy))
  return known
    .filter((statement) => !made.has(tableOf(statement)))
    .flatMap((statement) =>
      complaintsAbout(statement).map((why) => `${name}: ${why}: ${statement}`),
    )
}

function complaintsAbout(statement: string): string[] {
  return breaking.filter(([pattern]) => pattern.test(statement)).map(([, why]) => why)
}

/** In lower case, on one line, without comments and string literals: what is quoted is not SQL. */
function normalized(statement: string): string {
  return statement
    .replace(/--.*$/gm, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replaceAll('"', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

function tableMadeBy(statement: string): string[] {
  const table = /^create table (?:if not exists )?([\w.]+)/.exec(statement)?.[1]
  return table === undefined ? [] : [table]
}

function tableOf(statement: string): string {
  const pattern =
    /^(?:alter table (?:if exists )?(?:only )?|create (?:unique )?index .*? on (?:only )?|create policy \w+ on |drop policy (?:if exists )?\w+ on )([\w.]+)/
  return pattern.exec(statement)?.[1] ?? ''
}
