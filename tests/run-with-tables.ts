import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runVitest } from './run-vitest.ts'

export interface TablesRun {
  code: number
  /** What a test saw, by the name under which it wrote it (isolation/tables.ts); null if none did. */
  table<T>(name: string): T
}

/** Runs test files that count what they did, for a page of the docs. */
export async function runWithTables(
  files: readonly string[],
  names: readonly string[],
): Promise<TablesRun> {
  const folder = await mkdtemp(join(tmpdir(), 'mt-tables-'))
  try {
    const code = await runVitest(files, { TEST_TABLES: folder })
    const texts = await Promise.all(
      names.map(async (name) => {
        const text = await readFile(join(folder, `${name}.json`), 'utf8').catch(() => 'null')
        return [name, JSON.parse(text)] as const
      }),
    )
    const tables = new Map(texts)
    return { code, table: <T>(name: string) => (tables.get(name) ?? null) as T }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
