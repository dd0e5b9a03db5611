import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * What `make` makes at the first call, and the same ever after: JSON in a file that only its owner may
 * read. Callers that race get the same.
 */
export async function keepOnce(file: string, make: () => Promise<unknown>): Promise<unknown> {
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return JSON.parse(known)
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, JSON.stringify(await make(), null, 2), { mode: 0o600 })
  // A link, unlike a rename, does not replace what another caller has made meanwhile.
  await link(draft, file).catch(() => {})
  await rm(draft)
  return JSON.parse(await readFile(file, 'utf8'))
}
