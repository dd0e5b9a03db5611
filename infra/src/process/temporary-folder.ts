import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeWithUs } from './watchdog.ts'

export interface TemporaryFolder {
  path: string
  remove(): Promise<void>
}

/** Where a server keeps its data, and whether that is removed with it. */
export interface DataFolder {
  folder: string
  temporary?: TemporaryFolder
}

/** A new folder that nobody else may enter, and that is removed with this process at the latest. */
export async function makeTemporaryFolder(base: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(base, 'mt-server-'))
  const watchdog = removeWithUs(path)
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true })
      watchdog.end()
    },
  }
}
