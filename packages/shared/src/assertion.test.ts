import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type Assertion, createAssertionSigner, createAssertionVerifier } from './assertion.ts'
import { newId } from './ids.ts'
import { signToken, TokenRefused } from './signed-token.ts'
import { entryFor } from './testing/entries.ts'
import { newKeys } from './testing/keys.ts'
import { unknownFields } from './testing/unknown-fields.ts'

const thor: Assertion = {
  tenantId: newId(),
  slug: 'thor',
  placement: { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' },
  epoch: 1,
}
let old: Awaited<ReturnType<typeof newKeys>>
let fresh: Awaited<ReturnType<typeof newKeys>>

beforeAll(async () => {
  old = await newKeys('2026-a')
  fresh = await newKeys('2026-b')
})

describe('an assertion', () => {
  it('gives the verifier what the signer signed', async () => {
    const token = await createAssertionSigner(old.signing)(thor, 'polls')
    expect(await createAssertionVerifier(old.verifying, 'polls')(token)).toEqual(thor)
  })

  it('is signed once per tenant, epoch and audience', async () => {
    const sign = createAssertionSigner(old.signing)
    const first = await sign(thor, 'polls')
    expect(await sign(thor, 'polls')).toBe(first)
    expect(await sign({ ...thor, epoch: 2 }, 'polls')).not.toBe(first)
    expect(await sign(thor, 'odin')).not.toBe(first)
    expect(await sign({ ...thor, tenantId: newId() }, 'polls')).not.toBe(first)
  })

  it('is for one upstream only', async () => {
    const token = await createAssertionSigner(old.signing)(thor, 'odin')
    await expect(createAssertionVerifier(old.verifying, 'polls')(token)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('is refused once it has expired, even by a verifier that checked it before', async () => {
    vi.useFakeTimers()
    try {
      const token = await createAssertionSigner(old.signing)(thor, 'polls')
      const verify = createAssertionVerifier(old.verifying, 'polls')
      await verify(token)
      vi.advanceTimersByTime(70_000)
      await expect(verify(token)).rejects.toThrow(TokenRefused)
    } finally {
      vi.useRealTimers()
    }
  })

  it('must have an expiry', async () => {
    const kind = { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' }
    const endless = await signToken(old.signing, kind, { ...thor })
    await expect(createAssertionVerifier(old.verifying, 'polls')(endless)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('must expire within a minute', async () => {
    const kind = { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' }
    const long = await signToken(old.signing, kind, { ...thor }, 3_600)
    await expect(createAssertionVerifier(old.verifying, 'polls')(long)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('must name its tenant', async () => {
    const kind = { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' }
    const nobodys = await signToken(old.signing, kind, { slug: 'thor' }, 60)
    await expect(createAssertionVerifier(old.verifying, 'polls')(nobodys)).rejects.toThrow(
      TokenRefused,
    )
  })

  it('is required', async () => {
    await expect(createAssertionVerifier(old.verifying, 'polls')(undefined)).rejects.toThrow(
      TokenRefused,
    )
  })
})

describe('a change of keys', () => {
  it('refuses no request while old and new overlap, and the old key afterwards', async () => {
    const [signOld, signNew] = [old, fresh].map(({ signing }) => createAssertionSigner(signing))
    const both = createAssertionVerifier(new Map([...old.verifying, ...fresh.verifying]), 'polls')
    const onlyNew = createAssertionVerifier(fresh.verifying, 'polls')
    const before = (await signOld?.(thor, 'polls')) ?? ''
    const after = (await signNew?.(thor, 'polls')) ?? ''
    expect(await both(before)).toEqual(thor)
    expect(await both(after)).toEqual(thor)
    expect(await onlyNew(after)).toEqual(thor)
    await expect(onlyNew(before)).rejects.toThrow(TokenRefused)
  })
})

describe('an entry of a later release than the gateway', () => {
  const upstream = { name: 'polls' }
  const redirectTo = 'thor.example.org'
  const forGateways = { requestsPerSecond: 5, burst: 9, requestsInFlight: 3 }
  const entry = entryFor('thor', { upstream, redirectTo })
  const registered = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']
  const names = [...Object.keys(entry), ...Object.keys(forGateways), ...registered, 'limits']
  const own = ['cluster', 'database', 'schema', 'model', 'users', 'unlimited']
  const fields = unknownFields([...names, ...own])

  it('gives the service every field that is not the gateway’s', async () => {
    const sign = createAssertionSigner(old.signing)
    const verify = createAssertionVerifier(old.verifying, 'polls')
    const { tenantId: _, slug, epoch } = entry
    await fc.assert(
      fc.asyncProperty(fields, async (unknown) => {
        const tenantId = newId()
        const placement = { ...entry.placement, ...unknown }
        const limits = { ...forGateways, users: 7, ...unknown }
        const said = { tenantId, slug, epoch, placement, unlimited: ['polls'], ...unknown }
        const token = sign({ ...entry, ...said, limits }, 'polls')
        expect(await verify(token)).toEqual({ ...said, limits: { users: 7, ...unknown } })
      }),
    )
  })

  it('sets no claim of the token itself', async () => {
    const verify = createAssertionVerifier(old.verifying, 'polls')
    const forged = { iss: 'control-plane', aud: 'odin', exp: 1, nbf: 4e9, iat: 4e9, sub: 'x' }
    const token = createAssertionSigner(old.signing)({ ...thor, ...forged }, 'polls')
    expect(await verify(token)).toEqual(thor)
  })
})
