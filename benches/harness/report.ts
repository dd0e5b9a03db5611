import { cpus, totalmem } from 'node:os'

export interface Figure {
  name: string
  value: number
  unit: string
  /** The mark, where there is one: at least this for ratios of speed, at most for costs. */
  target?: string
  /** Whether the mark was met; absent where there is none. */
  ok?: boolean
}

export interface BenchOptions {
  /** Whether more is measured than has to be for most changes. */
  long: boolean
}

export interface BenchResult {
  figures: Figure[]
  /** Versions of what was measured, by name. */
  versions: Record<string, string>
  /** What is printed for people before the figures. */
  text?: string
}

/** The document that a bench ends with. */
export function report(bench: string, { figures, versions }: Omit<BenchResult, 'text'>) {
  return {
    bench,
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
    },
    versions: { node: process.versions.node, ...versions },
    figures,
  }
}

/** The same for people. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target = '', ok }) => {
    const verdict = ok === undefined ? '' : ok ? 'ok' : 'MISSED'
    return [name, `${rounded(value)} ${unit}`, target, verdict]
  })
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
