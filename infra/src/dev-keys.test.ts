import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importSigningKey, signingKeyText } from '@mt/shared/keys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDevKeys } from './dev-keys.ts'

describe('loadDevKeys', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mt-keys-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('gives the same secrets again', async () => {
    expect(await loadDevKeys(folder)).toEqual(await loadDevKeys(folder))
  })

  it('gives concurrent callers the same secrets', async () => {
    const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => loadDevKeys(folder)))
    for (const other of others) expect(other).toEqual(first)
  })

  it('gives each folder its own secrets', async () => {
    const other = await loadDevKeys(join(folder, 'other'))
    expect(other.ROLE_SECRET).not.toBe((await loadDevKeys(folder)).ROLE_SECRET)
  })

  it('keeps them in a file that only its owner may read', async () => {
    await loadDevKeys(folder)
    const { mode } = await stat(join(folder, 'dev-keys.json'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('makes keys that a service accepts', async () => {
    const { ASSERTION_SIGNING_KEY } = await loadDevKeys(folder)
    const key = await importSigningKey(signingKeyText.parse(ASSERTION_SIGNING_KEY))
    expect(key.kid).toBe('dev-assertion')
  })
})
