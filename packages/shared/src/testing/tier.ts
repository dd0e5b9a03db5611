const tier = process.env.TEST_TIER

/** Whether every case is run, as in `npm run test:all`, or those that find most, as in `npm test`. */
export const isWholeRun = tier === 'all' || tier === 'long'

/** Whether random runs and kills go on for minutes, as in the stage `long` of `npm run test:all`. */
export const isLongRun = tier === 'long'
