/** Each column's heading and content. */
export type Columns<Row> = readonly (readonly [heading: string, cell: (row: Row) => Cell])[]

export type Cell = string | number | boolean | null | undefined

/** Formats rows in aligned columns under headings. */
export function tableOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const heading = columns.map(([name]) => name.toUpperCase())
  const body = rows.map((row) => columns.map(([, cell]) => textOf(cell(row))))
  return align([heading, ...body])
}

/** Formats one thing, a line for each field. */
export function sheetOf(fields: readonly (readonly [string, Cell])[]): string {
  return align(fields.map(([name, value]) => [name, textOf(value)]))
}

function align(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  )
  return lines
    .map((line) =>
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function textOf(cell: Cell): string {
  return cell === null || cell === undefined || cell === '' ? '-' : printable(String(cell))
}

/** Text that tenants or their users wrote must not move the operator's cursor or start a new line. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, ' ')
}
