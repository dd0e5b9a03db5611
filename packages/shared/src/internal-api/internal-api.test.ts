import { beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { TokenRefused } from '../signed-token.ts'
import { newKeys } from '../testing/keys.ts'
import { signCapability, verifyCapability } from './capability.ts'
import { internalApi } from './internal-api.ts'

const routes = Object.values(internalApi)
const capabilities = routes.map((route) => route['x-capability'])
const subject = { tenantId: newId(), operationId: newId() }
let keys: Awaited<ReturnType<typeof newKeys>>

beforeAll(async () => {
  keys = await newKeys('control-plane')
})

describe('the internal API', () => {
  it('has its own action and path for each call', () => {
    const actions = capabilities.map(({ action }) => action)
    const paths = routes.map(({ method, path }) => `${method} ${path}`)
    for (const names of [actions, paths]) expect(new Set(names).size).toBe(routes.length)
  })

  it('names in the path the tenant of the capability, and no other', () => {
    for (const { path, 'x-capability': capability } of routes) {
      expect(path.includes('{tenantId}')).toBe(capability.about === 'tenant')
    }
  })
})

describe.each(capabilities)('the capability to $action', (capability) => {
  it('carries its action', async () => {
    const token = await signCapability(keys.signing, capability, subject, 'polls')
    const call = await verifyCapability(keys.verifying, capability, token, 'polls')
    expect(call.action).toBe(capability.action)
    expect(call.tenantId).toBe(capability.about === 'tenant' ? subject.tenantId : undefined)
  })

  it('is valid at one service', async () => {
    const token = await signCapability(keys.signing, capability, subject, 'polls')
    await expect(verifyCapability(keys.verifying, capability, token, 'other')).rejects.toThrow(
      TokenRefused,
    )
  })
})

it('is not signed without the tenant that it needs', async () => {
  const { operationId } = subject
  for (const capability of capabilities.filter(({ about }) => about === 'tenant')) {
    const signing = signCapability(keys.signing, capability, { operationId }, 'polls')
    await expect(signing).rejects.toThrow('none is given')
  }
})
