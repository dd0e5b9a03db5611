import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mutate } from './apply-mutant.ts'
import { isOfFirstTier } from './mutant.ts'
import { mutants } from './mutants/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the list of guards', () => {
  it.each(mutants)('matches the code: $guard', async (mutant) => {
    const { original, mutated } = await mutate(root, mutant)
    expect(mutated).not.toBe(original)
    for (const file of mutant.tests) await access(`${root}/${file}`)
  })

  it('has its tests in `npm test`, for 95 of 100 guards', () => {
    const found = mutants.filter(({ tests, needs }) => !needs && tests.every(isOfFirstTier))
    expect(found.length).toBeGreaterThanOrEqual(Math.ceil(mutants.length * 0.95))
  })

  it('names each guard once', () => {
    const names = mutants.map(({ guard }) => guard)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  })
})
