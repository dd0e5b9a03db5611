import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Returns the result of the first call to `make` ever after: JSON in a file that only its owner can read.
 * Concurrent callers get the same result.
 */
export async function keepOnce(file: string, make: () => Promise<unknown>): Promise<unknown> {
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return JSON.parse(known)
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, JSON.stringify(await make(), null, 2), { mode: 0o600 })
  // Unlike a rename, a link does not replace a file that another caller has made meanwhile.
  await link(draft, file).catch(() => {})
  await rm(draft)
  return JSON.parse(await readFile(file, 'utf8'))
}
