import { fileURLToPath } from 'node:url'
import { runVitest } from '../run-vitest.ts'
import { checkOut } from './check-out.ts'
import { findReleaseBefore } from './find-release-before.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * `npm run test:neighbours`: this release next to the release before, as during a rolling upgrade. Exits with 0
 * if they work together, 1 if they do not, and 69 if the history lacks the release before.
 */
async function testNeighbours(): Promise<number> {
  const commit = await findReleaseBefore(root)
  if (commit === undefined) {
    const reason = 'this repository has no commit of it (a shallow clone, or no clone)'
    process.stderr.write(`NOT RUN: the tests with the release before, because ${reason}\n`)
    return 69
  }
  process.stdout.write(`the release before: ${commit}\n`)
  const before = await checkOut(root, commit)
  try {
    return await runVitest(['tests/neighbours/'], { RELEASE_BEFORE: before.path })
  } finally {
    await before.remove()
  }
}

process.exitCode = await testNeighbours()
