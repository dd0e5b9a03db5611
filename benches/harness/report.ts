import { cpus, totalmem } from 'node:os'

export interface Figure {
  name: string
  value: number
  unit: string
  /** The mark, if there is one: a minimum for ratios of speed, a maximum for costs. */
  target?: string
  /** Whether the mark was met; absent without a mark. */
  ok?: boolean
}

export interface BenchOptions {
  /** Whether to measure more than most changes require. */
  long: boolean
}

export interface BenchResult {
  figures: Figure[]
  /** The versions of the measured programs, by name. */
  versions: Record<string, string>
  /** A text that is printed before the figures. */
  text?: string
}

/** The document in which a bench reports its figures. */
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

/** The same as text. */
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
