/** The name of a migration. */
export interface MigrationName {
  number: string
  name: string
}

/** The number after the highest one of the files, with four digits. */
export function nextNumber(files: readonly string[]): string {
  const numbers = files.map((file) => Number(/^(\d{4})-/.exec(file)?.[1] ?? 0))
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0')
}

/** The text of a migration's file. The walls of a new table are written by their own function. */
export function migrationFile({
  number,
  name,
  statements,
}: MigrationName & { statements: string[] }) {
  const tables = statements.flatMap((statement) => tableMadeBy(statement))
  const others = statements.filter((statement) => !isWallOf(tables, statement))
  const lines = [
    ...others.map((statement) => `    this.addSql(\`${escaped(unquoted(statement))}\`)`),
    ...tables.map((table) => `    for (const wall of wallsOf('${table}')) this.addSql(wall)`),
  ]
  return `import { Migration } from '@mikro-orm/migrations'
${tables.length > 0 ? "import { wallsOf } from '@mt/tenancy/provisioning/walls'\n" : ''}
/** ${sentence(name)}. */
export class ${classOf(name)} extends Migration {
  override name = '${number}-${name}'

  override up(): void {
${lines.join('\n')}
  }
}
`
}

/** The index of the history with another migration at its end. */
export function addToIndex(text: string, { number, name }: MigrationName): string {
  const added = `import { ${classOf(name)} } from './${number}-${name}.ts'\n`
  const imports = [...text.matchAll(/^import \{ \w+ \} from '\.\/\d{4}-.*\n/gm)]
  const last = imports.at(-1)
  const at = last ? last.index + last[0].length : 0
  const listed = /(export const migrations: readonly MigrationClass\[\] = \[[^\]]*?),?(\s*)\]/
  return (text.slice(0, at) + added + text.slice(at)).replace(listed, `$1, ${classOf(name)}$2]`)
}

function classOf(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function sentence(name: string): string {
  const text = name.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function tableMadeBy(statement: string): string[] {
  const table = /^create table "?(\w+)"?/i.exec(statement)?.[1]
  return table === undefined ? [] : [table]
}

function isWallOf(tables: readonly string[], statement: string): boolean {
  const table =
    /^alter table "?(\w+)"? (?:enable|force) row level security$/i.exec(statement)?.[1] ??
    /^create policy "?tenant_isolation"? on "?(\w+)"?/i.exec(statement)?.[1]
  return table !== undefined && tables.includes(table)
}

/** Our names need no quotes, and are easier to read without. */
function unquoted(statement: string): string {
  return statement.replace(/"([a-z_][a-z0-9_]*)"/g, '$1')
}

function escaped(statement: string): string {
  return statement.replace(/[\\`]|\$\{/g, '\\$&')
}
