import { assertNever } from '@mt/shared/assert-never'
import { wallsOf } from '../provisioning/walls.ts'
import { quoteName } from '../sql/sql.ts'
import type { Difference } from './compare-catalogs.ts'

/**
 * SQL that would repair a difference, for a person to read, edit and run: nothing runs it automatically.
 * A comment marks what would lose data, or cannot be known from the catalog alone.
 */
export function proposeFix(
  difference: Difference,
  names: { schema: string; role: string },
): string {
  const [tableName = '', ...rest] = difference.name.split('.')
  const table = `${quoteName(names.schema)}.${quoteName(tableName)}`
  const own = quoteName(rest.join('.'))
  switch (difference.kind) {
    case 'table':
      return fixTable(difference, table)
    case 'column':
      return fixColumn(difference, table, own)
    case 'constraint':
      return replace(difference, `alter table ${table} drop constraint ${own}`, (definition) => {
        return `alter table ${table} add constraint ${own} ${definition}`
      })
    case 'index':
      return replace(difference, `drop index ${quoteName(names.schema)}.${own}`, (definition) => {
        return definition.replace(` ON ${tableName} `, ` ON ${table} `)
      })
    case 'policy':
      return replace(difference, `drop policy ${own} on ${table}`, (definition) => {
        return `create policy ${own} on ${table} ${definition.replace(/^all /, '')}`
      })
    case 'grant':
      return fixGrant(difference, names)
    default:
      return assertNever(difference.kind)
  }
}

function fixTable({ expected }: Difference, table: string): string {
  if (expected === undefined)
    return `-- ${table} is not part of this version; check what it contains, then: drop table ${table};`
  return `${wallsOf(table).slice(0, 2).join('; ')};`
}

function fixColumn({ expected, found }: Difference, table: string, column: string): string {
  if (expected === undefined)
    return `-- not part of this version: alter table ${table} drop column ${column};`
  if (found === undefined) return `alter table ${table} add column ${column} ${expected};`
  const type = expected.replace(/ not null| default .*/g, '')
  return `-- it is ${found}, and should be ${expected}\nalter table ${table} alter column ${column} type ${type} using ${column}::${type};`
}

function fixGrant(
  { name, expected, found }: Difference,
  names: { schema: string; role: string },
): string {
  const [object = '', grantee = ''] = name.split(' to ')
  const [tableName = '', column] = object.replace(')', '').split('(')
  const table = `${quoteName(names.schema)}.${quoteName(tableName)}`
  const what = (privileges: string) =>
    column === undefined ? privileges : `${privileges} (${quoteName(column)})`
  const role =
    grantee === 'public'
      ? 'public'
      : quoteName(grantee === 'the serving role' ? names.role : grantee)
  const revoke = found === undefined ? [] : [`revoke ${what(found)} on ${table} from ${role};`]
  const grant = expected === undefined ? [] : [`grant ${what(expected)} on ${table} to ${role};`]
  return [...revoke, ...grant].join(' ')
}

function replace(
  { expected, found }: Difference,
  drop: string,
  create: (definition: string) => string,
): string {
  const first = found === undefined ? [] : [`${drop};`]
  const second = expected === undefined ? [] : [`${create(expected)};`]
  return [...first, ...second].join(' ')
}
