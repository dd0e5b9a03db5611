import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verbs } from '../../apps/tenantctl/src/verbs/index.ts'
import { type Network, startNetwork } from '../network.ts'
import { tenantctlOf } from './tenantctl.ts'

// Each call is a process of its own.
let network: Network
let routes: string[]

beforeAll(async () => {
  network = await startNetwork()
  const { body } = await network.operate('GET', '/openapi.json')
  const { paths } = body as { paths: Record<string, Record<string, { security?: unknown[] }>> }
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { security }]) => JSON.stringify(security)?.includes('apiKey'))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
})
afterAll(() => network[Symbol.asyncDispose]())

describe('tenantctl and the control plane’s API', () => {
  it('have the same verbs', () => {
    const spoken = new Set<string>(verbs.flatMap((verb) => verb.routes))
    expect([...spoken].sort()).toEqual([...routes].sort())
  })

  it('have a name for each verb that is its own', () => {
    const names = verbs.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('answer to every verb of the list', async () => {
    const tenantctl = tenantctlOf(network)
    const help = await tenantctl(['--help'])
    for (const { name } of verbs)
      expect(help.out).toMatch(new RegExp(`^  ${name.split(' ')[0]}\\b`, 'm'))
  })
})
