/** What the suites leave behind in a long run (tables.ts). */
export interface AttackTable {
  columns: string[]
  places: { place: string }[]
  /** By attack: how it ended, for each standing the places in turn. */
  cells: [string, string[]][]
}
export interface RoutesTable {
  routes: string[]
  counts: [string, number][]
}
export interface InternalTable {
  routes: string[]
}
export interface PropertiesTable {
  verbsRun: number
  tenants: number
}

export interface Tables {
  attacks: AttackTable
  tenantRoutes: RoutesTable
  internalRoutes: InternalTable
  properties: PropertiesTable
}

/** The page docs/security-matrix.md. */
export function renderMatrix({
  attacks,
  tenantRoutes,
  internalRoutes,
  properties,
}: Tables): string {
  const requests = tenantRoutes.counts.reduce((sum, [, count]) => sum + count, 0)
  return `# The matrix: attacks by wall

Written by \`npm run test:isolation\`; [security.md](security.md) says what each wall promises.

## Ways to rows from code

Each attack goes through where no wall stands. Then one wall is put up alone. It is tried in each of these places: ${attacks.places.map(({ place }) => place).join('; ')}. A cell says how it ends: an error's name, \`no such way\` where a scope hands out nothing to do it with, \`sees nothing\` where it runs and finds no row.

| attack | ${attacks.columns.join(' | ')} |
|---|${attacks.columns.map(() => '---').join('|')}|
${attacks.cells.map((row) => attackRow(row, attacks)).join('\n')}

## Routes

${tenantRoutes.routes.length} routes of the tenant API, ${requests} requests with another tenant's ids, cursors, tokens and cookies, with forged fields, and with 20 kinds of false assertion (23 at a dedicated tenant's own service); ${internalRoutes.routes.length} routes of the internal API with twelve kinds of false right (fourteen at a dedicated tenant's own service), with rights to other actions and tenants, and with another tenant's place. The routes come from the documents that the service serves: one without a case fails the suite.

| tenant API | internal API |
|---|---|
${pairs(tenantRoutes.routes, internalRoutes.routes).join('\n')}

## Properties

${properties.verbsRun.toLocaleString('en')} verbs of ${properties.tenants} tenants in all models, in random units of work side by side over six connections, among them forged rows, references to others' rows, swallowed errors and rollbacks: each tenant found what it wrote, and nothing else.
`
}

function attackRow([name, outcomes]: [string, string[]], { columns }: AttackTable): string {
  const perColumn = outcomes.length / columns.length
  const cells = columns.map((_, i) => {
    const seen = outcomes.slice(i * perColumn, (i + 1) * perColumn)
    return [...new Set(seen.map(shorten))].join(', ')
  })
  return `| ${name} | ${cells.join(' | ')} |`
}

function shorten(outcome: string): string {
  return outcome.replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 60)
}

function pairs(left: string[], right: string[]): string[] {
  return left.map((name, i) => `| \`${name}\` | ${right[i] ? `\`${right[i]}\`` : ''} |`)
}
