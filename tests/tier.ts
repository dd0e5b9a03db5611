import { type IsolationModel, isolationModels } from '@mt/shared/placement'

/** Whether this is `npm run test:all`, which takes all cases, or `npm test`, which takes those that find most. */
export const isWholeRun = process.env.TEST_TIER === 'all'

/** The isolation models of a suite whose code path is one: `few` in `npm test`, all four in the whole run. */
export function modelsOfTier(...few: IsolationModel[]): readonly IsolationModel[] {
  return isWholeRun ? isolationModels : few
}
