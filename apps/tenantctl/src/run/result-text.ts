import { type Cell, sheetOf, tableOf } from '../output/table.ts'
import type { TenantResult } from './run-in-tenants.ts'

/** Formats a command's result for people: a list as a table, an object as a sheet. */
export function resultText(result: unknown): string {
  const rows = rowsOf(result)
  if (rows) return rowsText(rows)
  if (!isRecord(result)) return String(result ?? '')
  return sheetOf(Object.entries(result).map(([name, value]) => [name, cellOf(value)]))
}

/** Formats a command's result in one of many tenants as a line. */
export function resultLine({ tenant, ok, result, error }: TenantResult): string {
  return `${tenant}: ${ok ? shortText(result) : `FAILED ${error}`}`
}

function shortText(result: unknown): string {
  if (!isRecord(result) || rowsOf(result)) return JSON.stringify(result) ?? 'done'
  const parts = Object.entries(result).map(([name, value]) => `${name} ${cellOf(value)}`)
  return parts.join(', ')
}

function rowsOf(result: unknown): Record<string, unknown>[] | undefined {
  if (!isRecord(result) || !Array.isArray(result.results)) return undefined
  return result.results.filter(isRecord)
}

function rowsText(rows: Record<string, unknown>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns = names.map((name) => {
    return [name, (row: Record<string, unknown>) => cellOf(row[name])] as const
  })
  return rows.length === 0 ? 'none' : tableOf(columns, rows)
}

function cellOf(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
