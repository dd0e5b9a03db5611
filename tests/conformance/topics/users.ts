import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { newPassword } from '../platform.ts'
import { invalid, problem, unauthorized } from '../problems.ts'
import { newName, type Tenant } from '../tenant.ts'
import { meView, read, tokenView, userView } from '../views.ts'

const email = 'someone@example.org'
const password = 'a long enough password'

/** Sign-up, login, logout, and a user's own data. */
export function describeUsers(it: ConformanceTest): void {
  describe('POST /users', () => {
    it('signs a user up who is not an admin', async ({ home }) => {
      const input = { username: newName('new'), email, password: newPassword() }
      const created = read(await home.post('/users', input), 201, userView)
      expect(created).toMatchObject({ username: input.username, email })
      const token = await home.logIn(input)
      const me = read(await home.bearing(token).get('/me'), 200, meView)
      expect(me).toEqual({ ...created, role: 'user' })
    })

    it('trims a username', async ({ home }) => {
      const username = newName('spaced')
      const input = { username: `  ${username} `, email, password }
      expect(read(await home.post('/users', input), 201, userView)).toMatchObject({ username })
    })

    it('refuses a name that is taken, even concurrently', async ({ home }) => {
      const input = { username: newName('taken'), email, password }
      const answers = await Promise.all([1, 2, 3].map(() => home.post('/users', input)))
      const [first, ...others] = answers.toSorted((a, b) => a.status - b.status)
      expect(first?.status).toBe(201)
      for (const other of others) expect(other).toMatchObject(problem(409, 'username_taken'))
    })

    it('accepts a name of another tenant’s user', async ({ home, mallory }) => {
      const input = { username: mallory.username, email, password }
      read(await home.post('/users', input), 201, userView)
    })

    it.for<[string, Record<string, unknown>]>([
      ['username', { email, password }],
      ['username', { username: null, email, password }],
      ['username', { username: 7, email, password }],
      ['username', { username: '   ', email, password }],
      ['username', { username: 'two words', email, password }],
      ['username', { username: '<b>', email, password }],
      ['username', { username: "x'; drop table users; --", email, password }],
      ['username', { username: 'nul\u0000', email, password }],
      ['username', { username: 'x'.repeat(151), email, password }],
      ['email', { username: 'someone', password }],
      ['email', { username: 'someone', email: 'nowhere', password }],
      ['email', { username: 'someone', email: `${'x'.repeat(250)}@example.org`, password }],
      ['password', { username: 'someone', email }],
      ['password', { username: 'someone', email, password: 'too short' }],
      ['password', { username: 'someone', email, password: 'x'.repeat(201) }],
      ['role', { username: 'someone', email, password, role: 'admin' }],
      ['disabled', { username: 'someone', email, password, disabled: false }],
      ['is_superuser', { username: 'someone', email, password, is_superuser: true }],
    ])('refuses a bad %s: %j', async ([field, input], { home }) => {
      expect(await home.post('/users', input)).toMatchObject(invalid(field))
    })

    it('names every invalid field', async ({ home }) => {
      const answer = await home.post('/users', { email: 'nowhere' })
      expect(answer).toMatchObject(invalid('username', 'email', 'password'))
    })
  })

  describe('POST /login', () => {
    it('needs no token, and returns a new one each time', async ({ home, alice }) => {
      const tokens = [await home.logIn(alice), await home.logIn(alice)]
      expect(new Set([...tokens, alice.token]).size).toBe(3)
    })

    it('answers the same for an unknown name and a wrong password', async ({ home, alice }) => {
      const attempts = [
        { username: alice.username, password: `${alice.password}x` },
        { username: newName('nobody'), password: alice.password },
        { username: 'mallory', password: alice.password },
        { username: '', password: '' },
        { username: `${alice.username}' or '1'='1`, password: 'x' },
      ]
      const answers = await Promise.all(attempts.map((input) => home.post('/login', input)))
      for (const answer of answers) {
        expect(answer).toMatchObject(unauthorized)
        expect(answer.body).toEqual(answers[0]?.body)
      }
    })

    it('does not know the users of another tenant', async ({ home, mallory }) => {
      expect(await home.post('/login', mallory)).toMatchObject({ status: 422 })
      const { username, password } = mallory
      expect(await home.post('/login', { username, password })).toMatchObject(unauthorized)
    })

    it.for<[string, unknown]>([
      ['username', { password }],
      ['username', { username: ['alice'], password }],
      ['username', { username: 'nul\u0000', password }],
      ['username', { username: 'x'.repeat(151), password }],
      ['password', { username: 'alice' }],
      ['password', { username: 'alice', password: 'nul\u0000' }],
      ['password', { username: 'alice', password: 'x'.repeat(201) }],
      ['password', { username: 'alice', password: null }],
      ['password', { username: 'alice', password: { $ne: '' } }],
      ['remember', { username: 'alice', password, remember: 1 }],
    ])('refuses a bad %s: %j', async ([field, input], { home }) => {
      expect(await home.post('/login', input)).toMatchObject(invalid(field))
    })
  })

  describe('a token', () => {
    it('is accepted as Bearer and as Token, in any case', async ({ home, alice }) => {
      for (const scheme of ['Bearer', 'Token', 'bearer', 'TOKEN']) {
        const headers = { authorization: `${scheme} ${alice.token}` }
        const answer = await home.call('GET', '/me', { headers })
        expect(read(answer, 200, meView)).toMatchObject({ username: alice.username, role: 'user' })
      }
    })

    it.for([
      ['another scheme', (token: string) => `Basic ${token}`],
      ['no scheme', (token: string) => token],
      ['nothing after the scheme', () => 'Bearer'],
      ['a part of it', (token: string) => `Bearer ${token.slice(0, -1)}`],
      ['two of it', (token: string) => `Bearer ${token} ${token}`],
      ['SQL', () => "Bearer '/**/or/**/1=1--"],
    ] as const)('is not accepted as %s', async ([, authorization], { home, alice }) => {
      const headers = { authorization: authorization(alice.token) }
      expect(await home.call('GET', '/me', { headers })).toMatchObject(unauthorized)
    })

    it('identifies its user, admin or not', async ({ alice, root }) => {
      const { id, username, email } = alice
      expect(read(await alice.get('/me'), 200, meView)).toEqual({
        id,
        username,
        email,
        role: 'user',
      })
      expect(read(await root.get('/me'), 200, meView)).toMatchObject({ role: 'admin' })
    })

    it('ends with POST /logout, unlike the user’s others', async ({ home, bob }) => {
      const [ended, kept] = [await home.logIn(bob), await home.logIn(bob)]
      expect(await home.bearing(ended).post('/logout')).toMatchObject({ status: 204, body: '' })
      expect(await statusOfMe(home, ended)).toBe(401)
      expect(await home.bearing(ended).post('/logout')).toMatchObject(unauthorized)
      expect(await statusOfMe(home, kept)).toBe(200)
      expect(await statusOfMe(home, bob.token)).toBe(200)
    })

    it('ends with POST /logout/all, like all of the user’s', async ({ home, alice }) => {
      const user = await home.newUser()
      const second = await home.logIn(user)
      expect(await user.post('/logout/all')).toMatchObject({ status: 204, body: '' })
      expect(await statusOfMe(home, user.token)).toBe(401)
      expect(await statusOfMe(home, second)).toBe(401)
      expect(await statusOfMe(home, alice.token)).toBe(200)
      read(
        await home.post('/login', { username: user.username, password: user.password }),
        200,
        tokenView,
      )
    })
  })
}

async function statusOfMe(tenant: Tenant, token: string): Promise<number> {
  return (await tenant.bearing(token).get('/me')).status
}
