import { lookup } from 'node:dns/promises'
import { parseOptions } from '@node-rs/argon2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPasswords, type Passwords, type PasswordsOptions } from './passwords.ts'

const password = 'correct horse battery'
const thor = { tenant: 'thor', client: '192.0.2.1' }
const loki = { tenant: 'loki', client: '192.0.2.2' }

let passwords: Passwords
beforeAll(() => {
  passwords = createPasswords()
})
afterAll(() => passwords.close())

describe('hash', () => {
  it('makes an Argon2id hash that verify accepts', async () => {
    const passwordHash = await passwords.hash(password, thor)
    expect(parseOptions(passwordHash)).toMatchObject({ memoryCost: 19_456, timeCost: 2 })
    expect(await passwords.verify({ password, passwordHash }, thor)).toBe(true)
    expect(await passwords.verify({ password: 'another', passwordHash }, thor)).toBe(false)
  })
})

describe('under node --watch, where Node posts messages of its own from a thread', () => {
  // What the watching parent sets for the processes that it starts.
  beforeAll(() => vi.stubEnv('WATCH_REPORT_DEPENDENCIES', '1'))
  afterAll(() => vi.unstubAllEnvs())

  it('takes none of them for an answer', async () => {
    await using one = disposable({ threads: 1 })
    const passwordHash = await one.hash(password, thor)
    const asked = [password, 'another', password].map((each) =>
      one.verify({ password: each, passwordHash }, thor),
    )
    expect(await Promise.all(asked)).toEqual([true, false, true])
  })
})

describe('verify', () => {
  it('is false without a hash', async () => {
    expect(await passwords.verify({ password, passwordHash: undefined }, thor)).toBe(false)
  })

  it('throws for a malformed hash, and continues', async () => {
    const passwordHash = '$argon2id$not-a-real-one'
    await expect(passwords.verify({ password, passwordHash }, thor)).rejects.toThrow()
    expect(await passwords.hash(password, thor)).toMatch(/^\$argon2id\$/)
  })
})

describe('the queue for passwords', () => {
  it('does not delay the resolution of names', async () => {
    await using one = disposable({ threads: 1 })
    const resolved = new AbortController()
    let done = 0
    const hashes = Array.from({ length: 200 }, async () => {
      await one.hash(password, { ...thor, signal: resolved.signal })
      done += 1
    })
    const all = Promise.allSettled(hashes)
    await lookup('localhost')
    // In Node's own pool, the resolution would wait behind all of them.
    expect(done).toBeLessThan(200)
    resolved.abort()
    await all
  })

  it('serves another tenant before all callers of the first', async () => {
    await using one = disposable({ threads: 1 })
    const served: string[] = []
    const ask = async (caller: typeof thor) => {
      await one.hash(password, caller)
      served.push(caller.tenant)
    }
    await Promise.all([...Array.from({ length: 10 }, () => ask(thor)), ask(loki)])
    expect(served.indexOf('loki')).toBeLessThan(3)
  })

  it('refuses the owner of most when it is full, with a Retry-After', async () => {
    await using one = disposable({ threads: 1, capacity: 3 })
    const asked = Array.from({ length: 6 }, () => one.hash(password, thor))
    const other = one.hash(password, loki)
    const answers = await Promise.allSettled(asked)
    const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(refused).toHaveLength(3)
    for (const problem of refused) {
      expect(problem).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    }
    expect(await other).toMatch(/^\$argon2id\$/)
  })

  it('lets nobody wait longer than configured', async () => {
    await using one = disposable({ threads: 1, maxWaitMs: 1 })
    const asked = Array.from({ length: 5 }, () => one.hash(password, thor))
    const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(4)
  })

  it('does nothing for a client that has gone', async () => {
    await using one = disposable({ threads: 1 })
    const gone = new AbortController()
    const first = one.hash(password, thor)
    const left = one.hash(password, { ...thor, signal: gone.signal })
    gone.abort()
    await expect(left).rejects.toMatchObject({ status: 499 })
    await expect(one.hash(password, { ...thor, signal: gone.signal })).rejects.toMatchObject({
      status: 499,
    })
    expect(await first).toMatch(/^\$argon2id\$/)
  })
})

function disposable(options: PasswordsOptions) {
  const made = createPasswords(options)
  return { ...made, [Symbol.asyncDispose]: () => made.close() }
}
