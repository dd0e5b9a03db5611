import { randomBytes } from 'node:crypto'
import { testServers } from '@mt/shared/testing/servers'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scramVerifier } from './scram-verifier.ts'

const role = `scram_${randomBytes(5).toString('hex')}`
let owner: pg.Client

beforeAll(async () => {
  owner = new pg.Client({ connectionString: testServers().databaseUrl })
  await owner.connect()
  await owner.query(`create role ${role} login; grant connect on database postgres to ${role}`)
})
afterAll(async () => {
  await owner.query(`drop owned by ${role}; drop role ${role}`)
  await owner.end()
})

async function logIn(password: string): Promise<string> {
  const url = new URL(testServers().databaseUrl)
  const { hostname: host, port } = url
  const client = new pg.Client({
    host,
    port: Number(port),
    database: 'postgres',
    user: role,
    password,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'in'
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.end()
  }
}

describe('scramVerifier', () => {
  it('accepts the password, and not the verifier', async () => {
    const password = randomBytes(32).toString('base64url')
    const verifier = await scramVerifier(password)
    await owner.query(`alter role ${role} password '${verifier}'`)
    const { rows } = await owner.query('select rolpassword from pg_authid where rolname = $1', [
      role,
    ])
    expect(rows).toEqual([{ rolpassword: verifier }])
    expect(await logIn(password)).toBe('in')
    expect(await logIn(verifier)).toBe('28P01')
    expect(await logIn(`${password}x`)).toBe('28P01')
  })

  it('differs each time, and contains neither password nor quote', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 8 }), async (password) => {
        const [one, other] = await Promise.all([scramVerifier(password), scramVerifier(password)])
        expect(one).not.toBe(other)
        expect(one).toMatch(/^SCRAM-SHA-256\$4096:[\w+/]{22}==\$[\w+/]{43}=:[\w+/]{43}=$/)
      }),
      { numRuns: 20 },
    )
  })
})
