/** Whether this is `npm run test:all`, which takes all cases, or `npm test`, which takes those that find most. */
export const isWholeRun = process.env.TEST_TIER === 'all'
