/** A stage of `npm run test:all`. */
export interface Stage {
  name: string
  proves: string
  command: readonly string[]
  /** What ends a stage that hangs. */
  maxMinutes: number
}

const node = (script: string, ...args: string[]) => [process.execPath, script, ...args]
const vitest = 'node_modules/vitest/vitest.mjs'

/** Everything that `npm run test:all` runs, in this order. */
export const stages: readonly Stage[] = [
  {
    name: 'tests',
    proves: 'every case in every model, and all pages',
    command: ['env', 'TEST_TIER=all', ...node(vitest, 'run')],
    maxMinutes: 45,
  },
  {
    name: 'guards',
    proves: 'no guard can be taken away without a test that fails',
    command: node('tests/mutants/run.ts'),
    maxMinutes: 25,
  },
  {
    name: 'neighbours',
    proves: 'this release works next to the one before it',
    command: node('tests/neighbours/run.ts'),
    maxMinutes: 15,
  },
  {
    name: 'long',
    proves: 'kills of dedicated tenants at every step, and random runs of minutes',
    command: [
      ...['env', 'TEST_TIER=long', ...node(vitest, 'run')],
      ...['tests/isolation/', 'tests/pooler/', 'tests/dedicated/kills'],
    ],
    maxMinutes: 60,
  },
  {
    name: 'containers',
    proves: 'images, compose and dedicated tenants in containers',
    command: node('tests/docker/run.ts'),
    maxMinutes: 20,
  },
]
