import { beforeAll, describe, expect, it } from 'vitest'
import { verbs } from '../../apps/tenantctl/src/verbs/index.ts'
import type { Network } from '../network.ts'
import { sharedNetwork } from '../setup/shared.ts'
import { tenantctlOf } from './tenantctl.ts'

// Each call starts a process.
let network: Network
let routes: string[]

beforeAll(async () => {
  network = await sharedNetwork()
  const { body } = await network.operate('GET', '/openapi.json')
  const { paths } = body as { paths: Record<string, Record<string, { security?: unknown[] }>> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => JSON.stringify(security)?.includes('apiKey'))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
})

describe('tenantctl and the control plane’s API', () => {
  it('cover the same routes', () => {
    const covered = new Set<string>(verbs.flatMap((verb) => verb.routes))
    expect([...covered].sort()).toEqual([...routes].sort())
  })

  it('have a unique name for each verb', () => {
    const names = verbs.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('list every verb in the help', async () => {
    const tenantctl = tenantctlOf(network)
    const help = await tenantctl(['--help'])
    for (const { name } of verbs)
      expect(help.out).toMatch(new RegExp(`^  ${name.split(' ')[0]}\\b`, 'm'))
  })
})
