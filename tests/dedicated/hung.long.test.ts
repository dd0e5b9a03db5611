import { beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { type Dedicated, onboardDedicated } from './dedicated-kit.ts'

let network: Network
const tenants: Partial<Record<'service' | 'postgres', Dedicated>> = {}

beforeAll(async () => {
  network = await sharedNetwork()
  const [service, postgres] = await Promise.all([
    onboardDedicated(network),
    onboardDedicated(network),
  ])
  Object.assign(tenants, { service, postgres })
})

describe('a dedicated tenant that hangs', () => {
  it.concurrent.each(['service', 'postgres'] as const)(
    'is served again after its %s has stopped to answer, and keeps the other part',
    async (part) => {
      const tenant = tenants[part] as Dedicated
      const other = part === 'service' ? 'postgres' : 'service'
      const [hung, kept] = [await tenant.process(part), await tenant.process(other)]
      process.kill(Number(hung?.pid), 'SIGSTOP')
      await eventually(async () => {
        const now = await tenant.process(part)
        expect([undefined, hung?.pid]).not.toContain(now?.pid)
        expect((await tenant.ask()).status).toBe(200)
      })
      expect((await tenant.process(other))?.pid).toBe(kept?.pid)
    },
  )
})
