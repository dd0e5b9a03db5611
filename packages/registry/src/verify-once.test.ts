import { signEntry } from '@mt/shared/registry/entry'
import { entryFor } from '@mt/shared/testing/entries'
import { newKeys } from '@mt/shared/testing/keys'
import { beforeAll, describe, expect, it } from 'vitest'
import { createVerifyOnce } from './verify-once.ts'

describe('verifyOnce', () => {
  let keys: Awaited<ReturnType<typeof newKeys>>
  const entry = entryFor('thor')

  beforeAll(async () => {
    keys = await newKeys('registry')
  })

  it('answers the same bytes with the same entry', async () => {
    const verifyOnce = createVerifyOnce(keys.verifying)
    const token = await signEntry(keys.signing, entry)
    const first = await verifyOnce(entry.host, token)
    expect(first).toEqual(entry)
    expect(await verifyOnce(entry.host, token)).toBe(first)
  })

  it('accepts a newer entry of a known host', async () => {
    const verifyOnce = createVerifyOnce(keys.verifying)
    await verifyOnce(entry.host, await signEntry(keys.signing, entry))
    const newer = { ...entry, version: 2 }
    expect(await verifyOnce(entry.host, await signEntry(keys.signing, newer))).toEqual(newer)
  })

  it('refuses a forged entry, or another host’s, although a valid one is known', async () => {
    const verifyOnce = createVerifyOnce(keys.verifying)
    const token = await signEntry(keys.signing, entry)
    await verifyOnce(entry.host, token)
    const forged = await signEntry((await newKeys('registry')).signing, entry)
    await expect(verifyOnce(entry.host, forged)).rejects.toThrow()
    await expect(verifyOnce('potter.polls.localhost', token)).rejects.toThrow('another host')
    await expect(verifyOnce(entry.host, `${token}x`)).rejects.toThrow()
  })
})
