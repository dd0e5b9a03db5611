import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const packages = join(import.meta.dirname, '../../../../../packages')

/**
 * The version of a service that is run from its sources: a text that changes whenever one of the files does
 * that lie beside its program, or in a package of ours.
 */
export async function programVersion(main: string): Promise<string> {
  const names = await readdir(packages)
  const folders = [dirname(main), ...names.map((name) => join(packages, name, 'src'))]
  const files = (await Promise.all(folders.map(sourcesIn))).flat().sort()
  return createHash('sha256').update(files.join('\n')).digest('hex')
}

/** Each with its size and when it was written. */
async function sourcesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sources = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  return Promise.all(
    sources.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name)
      const { size, mtimeMs } = await stat(path)
      return `${path} ${size} ${mtimeMs}`
    }),
  )
}
