import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import { newPassword } from '../platform.ts'
import { invalid, problem, unauthorized } from '../problems.ts'
import type { User } from '../tenant.ts'
import { passwordLinkView, read } from '../views.ts'

const ended = problem(404, 'password_link_ended')

/** A new password for a user who has lost the old one, by a link that an admin makes. */
export function describePasswords(it: ConformanceTest): void {
  describe('a link for a new password', () => {
    it('sets it once and ends all sessions', async ({ home, root }) => {
      const user = await home.newUser()
      const token = await makeLink(root, user)
      const input = { token, password: newPassword() }
      const answers = await Promise.all([1, 2].map(() => home.post('/password', input)))
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 404])
      expect(await home.post('/password', input)).toMatchObject(ended)
      expect(await user.get('/me')).toMatchObject(unauthorized)
      const { username, password } = user
      expect(await home.post('/login', { username, password })).toMatchObject(unauthorized)
      await home.logIn({ username, password: input.password })
    })

    it('ends when a newer one is made', async ({ home, root, bob }) => {
      const [older, newer] = [await makeLink(root, bob), await makeLink(root, bob)]
      const answer = await home.post('/password', { token: older, password: newPassword() })
      expect(answer).toMatchObject(ended)
      expect(newer).not.toBe(older)
    })

    it('is not valid for another tenant', async ({ away, root, bob }) => {
      const token = await makeLink(root, bob)
      expect(await away.post('/password', { token, password: newPassword() })).toMatchObject(ended)
    })

    it.for<[string, Record<string, unknown>]>([
      ['token', { password: 'a long enough password' }],
      ['token', { token: 7, password: 'a long enough password' }],
      ['password', { token: 'x' }],
      ['password', { token: 'x', password: 'too short' }],
      ['username', { token: 'x', password: 'a long enough password', username: 'root' }],
    ])('refuses a bad %s: %j', async ([field, input], { home }) => {
      expect(await home.post('/password', input)).toMatchObject(invalid(field))
    })

    it('cannot be read again', async ({ root, bob }) => {
      const token = await makeLink(root, bob)
      for (const list of ['users', 'log']) {
        const { body } = await root.get(`/admin/api/${list}`)
        expect(JSON.stringify(body)).not.toContain(token)
      }
    })
  })
}

/** The token in a new link. It follows the #, which browsers do not send. */
async function makeLink(admin: User, { id }: User): Promise<string> {
  const answer = await admin.post(`/admin/api/users/${id}/password-link`)
  const { url } = read(answer, 201, passwordLinkView)
  const { host, hash } = new URL(url)
  expect(host).toBe(admin.tenant.host)
  return hash.slice(1)
}
