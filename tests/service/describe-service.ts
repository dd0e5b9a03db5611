import { fileURLToPath } from 'node:url'
import { describeTables } from '@mt/data-plane/testing/describe-tables'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Isolation, NewTenant } from '../network.ts'
import { type OwnNetwork, startNetwork } from '../own-network.ts'
import { modelsOfTier } from '../tier.ts'
import { describeEntry } from './entry.ts'
import { describeLife } from './life.ts'
import { type Given, newParty, type ServiceUnderTest } from './party.ts'
import { describeQuota } from './quota.ts'
import { describeRows } from './rows.ts'

export type { ServiceUnderTest } from './party.ts'

/**
 * The suite that every service of the data plane has to pass: the walls between its tenants, in each isolation
 * model, through the real gateway and control plane, on real servers. Call it at the top of a test file.
 * `models` are two in `npm test` and all four in `npm run test:all` by default.
 */
export function describeService(
  under: ServiceUnderTest,
  models: readonly Isolation[] = modelsOfTier('shared', 'schema'),
): void {
  let network: OwnNetwork
  beforeAll(async () => {
    network = await startNetwork({ service: under.service, main: fileURLToPath(under.main) })
  })
  afterAll(() => network[Symbol.asyncDispose]())

  describeTables(under.service, under.notInEntities)

  describe.each(models)('tenants in the model %s', (model) => {
    let given: Given
    beforeAll(async () => {
      const mine = await join()
      given = { network, mine, other: await join() }
    })
    const join = (wanted: NewTenant = {}) =>
      newParty(network, under, { isolation: model, ...wanted })

    describeRows(under, () => given)
    describeEntry(under, () => given)
    describeQuota(under, () => given, join)
    describeLife(() => given, join)
  })
}
