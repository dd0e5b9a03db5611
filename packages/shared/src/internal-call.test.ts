import { beforeAll, describe, expect, it } from 'vitest'
import { createAssertionSigner } from './assertion.ts'
import { newId } from './ids.ts'
import {
  signInternalCall,
  signPlaneCall,
  verifyInternalCall,
  verifyPlaneCall,
} from './internal-call.ts'
import { signToken, TokenRefused } from './signed-token.ts'
import { newKeys } from './testing/keys.ts'

const pooled = 'polls'
const call = { tenantId: newId(), operationId: newId(), action: 'provision' }
let controlPlane: Awaited<ReturnType<typeof newKeys>>
let gateway: Awaited<ReturnType<typeof newKeys>>

beforeAll(async () => {
  controlPlane = await newKeys('control-plane')
  gateway = await newKeys('gateway')
})

describe('an internal call', () => {
  it('allows one action on one tenant for one operation', async () => {
    const token = await signInternalCall(controlPlane.signing, call, pooled)
    expect(await verifyInternalCall(controlPlane.verifying, token, pooled)).toEqual(call)
  })

  it('is valid at one service', async () => {
    const service = `polls-${call.tenantId}`
    const token = await signInternalCall(controlPlane.signing, call, service)
    expect(await verifyInternalCall(controlPlane.verifying, token, service)).toEqual(call)
    await expect(verifyInternalCall(controlPlane.verifying, token, pooled)).rejects.toThrow(
      TokenRefused,
    )
    const forPooled = await signInternalCall(controlPlane.signing, call, pooled)
    await expect(verifyInternalCall(controlPlane.verifying, forPooled, service)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('is valid with claims that the service does not know', async () => {
    const later = { ...call, region: 'north' }
    const token = await signInternalCall(controlPlane.signing, later, pooled)
    expect(await verifyInternalCall(controlPlane.verifying, token, pooled)).toMatchObject(call)
  })

  it('cannot be signed with the gateway’s key', async () => {
    const token = await signInternalCall(gateway.signing, call, pooled)
    await expect(verifyInternalCall(controlPlane.verifying, token, pooled)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('is no assertion, even where one key signed both', async () => {
    const placement = {
      model: 'shared',
      cluster: 'c1',
      database: 'polls',
      schema: 'shared',
    } as const
    const sign = createAssertionSigner(controlPlane.signing)
    const token = await sign(
      { tenantId: call.tenantId, slug: 'thor', placement, epoch: 1 },
      'polls-internal',
    )
    await expect(verifyInternalCall(controlPlane.verifying, token, pooled)).rejects.toThrow(
      TokenRefused,
    )
  })
})

describe('a call that concerns no tenant', () => {
  it('allows one action, and none on a tenant', async () => {
    const token = await signPlaneCall(controlPlane.signing, { action: 'inventory' }, pooled)
    expect(await verifyPlaneCall(controlPlane.verifying, token, pooled)).toEqual({
      action: 'inventory',
    })
    await expect(verifyInternalCall(controlPlane.verifying, token, pooled)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('is not allowed by a capability for a tenant', async () => {
    const token = await signInternalCall(
      controlPlane.signing,
      { ...call, action: 'inventory' },
      pooled,
    )
    await expect(verifyPlaneCall(controlPlane.verifying, token, pooled)).rejects.toThrow(
      TokenRefused,
    )
  })
})

describe.each([
  ['internal-call', verifyInternalCall, call],
  ['plane-call', verifyPlaneCall, { action: 'inventory' }],
] as const)('a capability of the kind %s', (typ, verify, claims) => {
  const kind = { typ, issuer: 'control-plane', audience: `${pooled}-internal` }

  it('must expire, within a minute', async () => {
    const { signing, verifying } = controlPlane
    const good = await signToken(signing, kind, claims, 30)
    expect(await verify(verifying, good, pooled)).toEqual(claims)
    for (const lifeS of [undefined, 61, 31_536_000, -10]) {
      const token = await signToken(signing, kind, claims, lifeS)
      await expect(verify(verifying, token, pooled)).rejects.toThrow(TokenRefused)
    }
  })
})
