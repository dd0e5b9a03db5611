import { readEnv } from '@mt/shared/config'
import { z } from 'zod'

/** Where `npm run test:neighbours` has put the release before; undefined in other runs, which skip these tests. */
export function givenRelease(): string | undefined {
  const { RELEASE_BEFORE } = readEnv(z.object({ RELEASE_BEFORE: z.string().optional() }))
  if (RELEASE_BEFORE === undefined)
    console.warn('NOT RUN: the tests with the release before, which `npm run test:neighbours` runs')
  return RELEASE_BEFORE
}
