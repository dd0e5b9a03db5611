/** The results that the suites write in a long run (tables.ts). */
export interface AttackTable {
  columns: string[]
  places: { place: string }[]
  /** The outcome of each attack, by standing and placement. */
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

Written by \`npm run test:isolation\`; [security.md](security.md) describes what each wall promises.

## Ways to rows from code

Each attack succeeds without walls. It is then tried against one wall at a time, in each of these placements: ${attacks.places.map(({ place }) => place).join('; ')}. A cell shows the outcome: the name of an error, \`no such way\` if a scope does not provide the means, \`sees nothing\` if it runs and finds no row.

| attack | ${attacks.columns.join(' | ')} |
|---|${attacks.columns.map(() => '---').join('|')}|
${attacks.cells.map((row) => attackRow(row, attacks)).join('\n')}

## Routes

${tenantRoutes.routes.length} routes of the tenant API, ${requests} requests with another tenant's ids, cursors, tokens and cookies, with forged fields, and with 20 kinds of false assertion (23 at a dedicated tenant's own service); ${internalRoutes.routes.length} routes of the internal API with twelve kinds of false capability (fourteen at a dedicated tenant's own service), with capabilities for other actions and tenants, and with another tenant's placement. The routes come from the documents that the service serves: a route without a case fails the suite.

| tenant API | internal API |
|---|---|
${pairs(tenantRoutes.routes, internalRoutes.routes).join('\n')}

## Properties

${properties.verbsRun.toLocaleString('en')} verbs of ${properties.tenants} tenants in all models, in random units of work in parallel over six connections, among them forged rows, references to others' rows, swallowed errors and rollbacks: each tenant found what it wrote, and nothing else.
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
