import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesOf } from './files.ts'
import { loadSecrets } from './secrets.ts'
import { composeService } from './service.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mt-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('loadSecrets', () => {
  it('makes them once, even for concurrent callers', async () => {
    const [first, second] = await Promise.all([loadSecrets(folder), loadSecrets(folder)])
    expect(second).toEqual(first)
    expect(await loadSecrets(folder)).toEqual(first)
  })
})

describe('filesOf', () => {
  it('gives no service what only another may know', async () => {
    const secrets = await loadSecrets(folder)
    const files = filesOf(secrets)
    const holders = (secret: string) => {
      const holding = files.filter(({ text }) => text.includes(secret))
      return [...new Set(holding.map(({ path }) => path.split('/')[0]))]
    }
    expect(holders(secrets.assertion.signing)).toEqual(['gateway'])
    expect(holders(secrets.registry.signing)).toEqual(['control-plane'])
    expect(holders(secrets.internal.signing)).toEqual(['control-plane'])
    expect(holders(secrets.roleSecret)).toEqual([composeService])
    expect(holders(secrets.runtimeSecret)).toEqual(['control-plane'])
    expect(holders(secrets.opsApiKey)).toEqual(['control-plane'])
    expect(holders(secrets.registryApiKey)).toEqual(['gateway', 'control-plane'])
    expect(holders(secrets.postgres.owner)).toEqual([composeService, 'postgres'])
    expect(holders(secrets.redis[composeService])).toEqual([composeService])
  })

  it('opens Redis to nobody without a name', async () => {
    const users = filesOf(await loadSecrets(folder)).find(({ path }) => path === 'redis/users.acl')
    expect(users?.text).toContain('user default off')
    expect(users?.text).not.toMatch(/~\*|&\*|allkeys|allchannels|\+@all/)
  })
})
