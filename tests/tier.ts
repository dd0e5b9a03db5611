import { type IsolationModel, isolationModels } from '@mt/shared/placement'
import { isWholeRun } from '@mt/shared/testing/tier'
import { describe, it } from 'vitest'

/** The isolation models of a suite whose code path is one: `few` in `npm test`, all four in the whole run. */
export function modelsOfTier(...few: IsolationModel[]): readonly IsolationModel[] {
  return isWholeRun ? isolationModels : few
}

/** A test that `npm run test:all` runs, and `npm test` lists as skipped. */
export const itInWholeRun = it.runIf(isWholeRun)

/** The same for a group of tests. */
export const describeInWholeRun = describe.runIf(isWholeRun)
