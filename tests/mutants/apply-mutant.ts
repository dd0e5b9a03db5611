import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

/**
 * Takes the guard away in a copy; resolves to what puts it back. Throws when its text does not stand
 * there exactly once: the list has to follow the code.
 */
export async function applyMutant(folder: string, mutant: Mutant): Promise<() => Promise<void>> {
  const path = join(folder, mutant.file)
  const original = await readFile(path, 'utf8')
  const pieces = original.split(mutant.find)
  if (pieces.length !== 2) {
    throw new Error(`${mutant.file}: stands ${pieces.length - 1} times, not once: ${mutant.find}`)
  }
  await writeFile(path, pieces.join(mutant.replace))
  return () => writeFile(path, original)
}
