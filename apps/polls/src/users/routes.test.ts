import type { Passwords } from '@mt/credentials/passwords/passwords'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { createIdempotency } from '@mt/data-plane/idempotency/idempotency'
import { createOwnSignals } from '@mt/data-plane/live/tenant-signals'
import type { Assertion } from '@mt/shared/assertion'
import { createApi } from '@mt/shared/http/api'
import { unavailable } from '@mt/shared/http/problem'
import { testServers } from '@mt/shared/testing/servers'
import { servingProblem } from '@mt/tenancy/database-problem'
import { type TenancyTestKit, tenancyTestKit } from '@mt/tenancy/testing/tenancy-test-kit'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PollsContext } from '../context.ts'
import { entities } from '../entities.ts'
import { migrations, referenceMigrations } from '../migrations/index.ts'
import { changeSettings } from '../settings/change-settings.ts'
import { createAdmin } from './create-admin.ts'
import { createLoginAttempts } from './login-attempts.ts'
import { userRoutes } from './routes.ts'
import { createSignUpAttempts } from './sign-up-attempts.ts'

const passwordHash = '$argon2id$not-a-real-one'
const alice = { username: 'alice', email: 'alice@example.org', password: 'correct horse battery' }

let kit: TenancyTestKit
let tenant: Assertion
const passwords = { hash: vi.fn(), verify: vi.fn(), close: vi.fn() } satisfies Passwords

beforeAll(async () => {
  const { databaseUrl: url } = testServers()
  kit = await tenancyTestKit({ url, entities, migrations, referenceMigrations, maxConnections: 2 })
})
afterAll(() => kit[Symbol.asyncDispose]())

beforeEach(async () => {
  tenant = { ...(await kit.tenant('shared')), slug: 'thor' }
  passwords.hash.mockReset().mockResolvedValue(passwordHash)
  passwords.verify.mockReset().mockResolvedValue(true)
})

describe('POST /users', () => {
  it.each([
    ['if sign-up is closed', 403, close],
    ['for a name that is taken', 409, take],
    ['if the plan has no room', 409, fill],
    ['for a bad name', 422, async () => ({ username: 'two words' })],
    ['for a common password', 422, async () => ({ password: 'qwertyuiop' })],
  ])('hashes nothing %s', async (_, status, prepare) => {
    const input = { ...alice, ...(await prepare()) }
    expect((await post('/users', input)).status).toBe(status)
    expect(passwords.hash).not.toHaveBeenCalled()
  })

  it('hashes nothing for an address that has tried too often, however it is written', async () => {
    await close()
    const app = appOf()
    const addresses = ['2001:db8::1', '2001:0DB8::FFFF:1', '2001:db8:0:0:1:2:3:4']
    for (let i = 0; i < 100; i++) {
      const answer = await post('/users', alice, { app, from: addresses[i % 3] ?? '' })
      expect(answer.status).toBe(403)
    }
    expect((await post('/users', alice, { app, from: '2001:db8::2' })).status).toBe(429)
    expect((await post('/users', alice, { app, from: '2001:db8:0:1::2' })).status).toBe(403)
  })

  it('counts no sign-up that succeeds against its address', async () => {
    const attempts = createSignUpAttempts(undefined)
    const attempt = { tenantId: tenant.tenantId, address: '192.0.2.1' }
    for (let i = 0; i < 200; i++) await (await attempts.begin(attempt)).withdraw()
    await expect(attempts.begin(attempt)).resolves.toBeDefined()
  })

  it('holds no connection while it hashes', async () => {
    passwords.hash.mockImplementation(async () => {
      await Promise.all([1, 2].map(() => kit.tenancy.read(tenant, async () => {})))
      return passwordHash
    })
    expect((await post('/users', alice)).status).toBe(201)
  })

  it('checks again when the password is hashed', async () => {
    passwords.hash.mockImplementation(async () => {
      await close()
      return passwordHash
    })
    expect((await post('/users', alice)).status).toBe(403)
  })

  it('hashes for its tenant and the client’s network', async () => {
    await post('/users', alice, { from: '::ffff:192.0.2.1' })
    const caller = { tenant: tenant.tenantId, client: '192.0.2.1', signal: expect.any(AbortSignal) }
    expect(passwords.hash).toHaveBeenCalledWith(alice.password, expect.objectContaining(caller))
  })

  it('answers 503 when too many wait, and counts no attempt', async () => {
    const app = appOf()
    passwords.hash.mockRejectedValue(unavailable('too many'))
    for (let i = 0; i < 105; i++) {
      const answer = await post('/users', alice, { app })
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('1')
    }
  })
})

describe('POST /login', () => {
  const { username, password } = alice

  it('holds no connection while it checks the password', async () => {
    await take()
    passwords.verify.mockImplementation(async () => {
      await Promise.all([1, 2].map(() => kit.tenancy.read(tenant, async () => {})))
      return true
    })
    expect((await post('/login', { username, password })).status).toBe(200)
  })

  it('does the same work for an unknown user', async () => {
    expect((await post('/login', { username, password })).status).toBe(401)
    const tried = { password, passwordHash: undefined }
    expect(passwords.verify).toHaveBeenCalledWith(tried, expect.anything())
  })

  it('counts no attempt whose password was not checked', async () => {
    await take()
    const app = appOf()
    passwords.verify.mockRejectedValue(unavailable('too many'))
    for (let i = 0; i < 15; i++) {
      expect((await post('/login', { username, password }, { app })).status).toBe(503)
    }
    passwords.verify.mockResolvedValue(true)
    expect((await post('/login', { username, password }, { app })).status).toBe(200)
  })

  it('counts wrong passwords against the whole of an IPv6 network', async () => {
    const app = appOf()
    for (let i = 0; i < 10; i++) {
      const from = `2001:db8::${(i + 1).toString(16)}`
      expect((await post('/login', { username, password }, { app, from })).status).toBe(401)
    }
    const from = '2001:DB8:0000:0:ffff::'
    expect((await post('/login', { username, password }, { app, from })).status).toBe(429)
  })
})

async function close(): Promise<object> {
  await kit.tenancy.write(tenant, (scope) => changeSettings(scope, { sign_up_open: false }))
  return {}
}

async function take(): Promise<object> {
  const { username, email } = alice
  await kit.tenancy.write(tenant, (scope) => createAdmin(scope, { username, email, passwordHash }))
  return {}
}

async function fill(): Promise<object> {
  await take()
  tenant = { ...tenant, limits: { users: 1 } }
  return { username: 'bob' }
}

/** The routes as in a process, with their own counts. */
function appOf() {
  const app = createApi<TenantEnv>({ log: () => {}, translate: servingProblem })
  app.use(async (c, next) => {
    c.set('tenant', tenant)
    await next()
  })
  const context: Partial<PollsContext> = {
    tenancy: kit.tenancy,
    passwords,
    idempotency: createIdempotency('a secret'),
    signals: createOwnSignals(),
    loginAttempts: createLoginAttempts(undefined),
    signUpAttempts: createSignUpAttempts(undefined),
  }
  userRoutes(app, context as PollsContext)
  return app
}

async function post(
  path: string,
  body: object,
  { app = appOf(), from = '192.0.2.1' }: { app?: ReturnType<typeof appOf>; from?: string } = {},
): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': from }
  return app.request(path, { method: 'POST', headers, body: JSON.stringify(body) })
}
