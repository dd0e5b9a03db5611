import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Leaves what a run saw for the report, if one was asked for (`npm run test:isolation`). */
export async function writeTable(name: string, table: object): Promise<void> {
  const folder = process.env.TEST_TABLES
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  const json = JSON.stringify(table, (_, value) => (value instanceof Map ? [...value] : value))
  await writeFile(join(folder, `${name}.json`), json)
}
