import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  importSigningKey,
  importVerifyingKeys,
  newKeyTexts,
  signingKeyText,
  verifyingKeysText,
} from '../keys.ts'
import { signToken } from '../signed-token.ts'
import { entryFor } from '../testing/entries.ts'
import { namesIn, unknownFields, withFields } from '../testing/unknown-fields.ts'
import { type RegistryEntry, signEntry, verifyEntry } from './entry.ts'

const texts = await newKeyTexts('registry')
const signing = await importSigningKey(signingKeyText.parse(texts.signing))
const verifying = await importVerifyingKeys(verifyingKeysText.parse(texts.verifying))
const entry = entryFor('thor')
const kind = { typ: 'registry-entry', issuer: 'control-plane', audience: 'registry' }

describe('verifyEntry', () => {
  it('returns what was signed', async () => {
    expect(await verifyEntry(verifying, entry.host, await signEntry(signing, entry))).toEqual(entry)
  })

  it('refuses another host’s entry', async () => {
    const verified = verifyEntry(verifying, 'loki.polls.localhost', await signEntry(signing, entry))
    await expect(verified).rejects.toThrow('for another host')
  })

  it('refuses a token of another kind under the same key', async () => {
    const kinds = [
      { typ: 'internal-call', issuer: 'control-plane', audience: 'polls-internal' },
      { typ: 'tenant-assertion', issuer: 'gateway', audience: 'polls' },
    ]
    for (const kind of kinds) {
      const token = await signToken(signing, kind, { entry }, 60)
      await expect(verifyEntry(verifying, entry.host, token)).rejects.toThrow()
    }
  })

  it('refuses a malformed entry', async () => {
    const token = await signToken(signing, kind, { entry: { ...entry, epoch: 0 } })
    await expect(verifyEntry(verifying, entry.host, token)).rejects.toThrow('malformed')
  })

  it.each(['http://203.0.113.7:8082', 'https://10.0.0.7', 'http://169.254.169.254'])(
    'refuses a signed entry that leads to %s',
    async (url) => {
      const upstream = { name: 'polls-of-thor', url }
      const token = await signEntry(signing, { ...entry, upstream })
      await expect(verifyEntry(verifying, entry.host, token)).rejects.toThrow('malformed')
    },
  )
})

describe('an entry of a later release', () => {
  it('keeps all fields that this release does not know', async () => {
    const full: Required<RegistryEntry> = {
      ...entryFor('thor'),
      limits: { requestsPerSecond: 1, burst: 1, requestsInFlight: 1, seats: 1 },
      unlimited: ['desks'],
      upstream: { name: 'polls', url: 'http://127.0.0.1:8082' },
      redirectTo: 'thor.example.org',
    }
    await fc.assert(
      fc.asyncProperty(unknownFields(namesIn(full)), async (fields) => {
        const later = withFields(full, fields)
        const token = await signEntry(signing, later)
        expect(await verifyEntry(verifying, full.host, token)).toEqual(later)
      }),
    )
  })
})

describe('an entry of an earlier release', () => {
  it('is understood', async () => {
    const { host, tenantId, slug, epoch, version } = entryFor('thor')
    const placement = { model: 'shared', cluster: 'c1', database: 'polls', schema: 'shared' }
    const always = { host, tenantId, slug, status: 'active', placement, epoch, version }
    const entry = { ...always, upstream: { name: 'polls' } }
    const token = await signToken(signing, kind, { entry })
    expect(await verifyEntry(verifying, host, token)).toEqual(entry)
  })
})
