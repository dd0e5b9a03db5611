import { inject, it } from 'vitest'
import { modelsOfTier } from '../tier.ts'
import { openNetworkTarget } from './network-target.ts'
import { type Isolation, isolations } from './platform.ts'
import { newPoll, newThings } from './polls.ts'
import { createTarget, type Target } from './target.ts'

/**
 * The suite's `it` for tenants of one model. A test names the members of the cast that it needs:
 *
 * - `home` is the tenant under test, with `root` its admin, and `alice` and `bob` its users;
 * - `away` is another tenant of the same model, with `mallory` its user;
 * - `crowd` is alice, mallory, and an admin of a tenant in each of the other models of the tier;
 * - `things` are the ids of one of alice's polls, its first choice, her vote and alice, and `foreignThings`
 *   those of mallory;
 * - `poll` is a new poll of alice for each test, with the choices Tea and Coffee.
 *
 * A test that changes what others rely on, such as settings, onboards its own tenant.
 */
export function conformanceTest(isolation: Isolation) {
  return it
    .extend('isolation', { scope: 'file' }, isolation)
    .extend('target', { scope: 'file' }, async ({ isolation: _ }, { onCleanup }) => {
      const target = await openTarget()
      onCleanup(() => target[Symbol.asyncDispose]())
      return target
    })
    .extend('home', { scope: 'file' }, ({ target, isolation }) => target.onboard(isolation))
    .extend('away', { scope: 'file' }, ({ target, isolation }) => target.onboard(isolation))
    .extend('root', { scope: 'file' }, ({ home }) => home.rootAdmin())
    .extend('alice', { scope: 'file' }, ({ home }) => home.newUser('alice'))
    .extend('bob', { scope: 'file' }, ({ home }) => home.newUser('bob'))
    .extend('mallory', { scope: 'file' }, ({ away }) => away.newUser('mallory'))
    .extend('crowd', { scope: 'file' }, async ({ target, isolation, alice, mallory }) => {
      // To launch a dedicated tenant is slow, and it shares no connection with the others.
      const models = inject('deployment')
        ? isolations
        : modelsOfTier('shared', 'schema', 'database')
      const others = models.filter((each) => each !== isolation)
      const tenants = await Promise.all(others.map((each) => target.onboard(each)))
      return [alice, mallory, ...(await Promise.all(tenants.map((each) => each.rootAdmin())))]
    })
    .extend('things', { scope: 'file' }, ({ alice }) => newThings(alice))
    .extend('foreignThings', { scope: 'file' }, ({ mallory }) => newThings(mallory))
    .extend('poll', ({ alice }) => newPoll(alice))
}

export type ConformanceTest = ReturnType<typeof conformanceTest>

function openTarget(): Promise<Target> | Target {
  const deployment = inject('deployment')
  return deployment ? createTarget(deployment) : openNetworkTarget()
}
