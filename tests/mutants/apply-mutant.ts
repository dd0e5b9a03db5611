import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

/**
 * Removes the guard in a copy and resolves to a function that restores it. Throws unless its text occurs
 * exactly once: the list has to follow the code.
 */
export async function applyMutant(folder: string, mutant: Mutant): Promise<() => Promise<void>> {
  const path = join(folder, mutant.file)
  const { original, mutated } = await mutate(folder, mutant)
  await writeFile(path, mutated)
  return () => writeFile(path, original)
}

/** The text of the guard's file with and without it. Throws as applyMutant does. */
export async function mutate(folder: string, { file, find, replace }: Mutant) {
  const original = await readFile(join(folder, file), 'utf8')
  const pieces = original.split(find)
  if (pieces.length !== 2) {
    throw new Error(`${file}: occurs ${pieces.length - 1} times, not once: ${find}`)
  }
  return { original, mutated: pieces.join(replace) }
}
