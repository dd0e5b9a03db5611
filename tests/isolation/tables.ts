import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes the results of a run for the report, if there is one (`npm run test:isolation`). */
export async function writeTable(name: string, table: object): Promise<void> {
  const folder = process.env.ISOLATION_TABLES
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  const json = JSON.stringify(table, (_, value) => (value instanceof Map ? [...value] : value))
  await writeFile(join(folder, `${name}.json`), json)
}

/** Whether this is `npm run test:isolation`, which takes minutes, or a part of `npm test`. */
export function isLongRun(): boolean {
  return process.env.ISOLATION_TABLES !== undefined
}
