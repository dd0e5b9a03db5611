import { describe, expect } from 'vitest'
import { listAll, listPage } from '../admin.ts'
import type { ConformanceTest } from '../cast.ts'
import { castVote, newPoll, showPoll, votePath } from '../polls.ts'
import { forbidden, invalid, notFound, problem, unauthorized } from '../problems.ts'
import type { User } from '../tenant.ts'
import { adminUserView, read } from '../views.ts'

const pathOf = ({ id }: { id: string }) => `/admin/api/users/${id}`
const lastAdmin = problem(409, 'last_admin')

/** What admins can do with users. */
export function describeAdminUsers(it: ConformanceTest): void {
  describe('GET /admin/api/users', () => {
    it('lists only the tenant’s users', async ({ root, alice, bob, mallory }) => {
      const users = await listAll(root, 'users')
      const ids = users.map(({ id }) => id)
      expect(ids).toEqual(ids.toSorted().reverse())
      expect(ids).toEqual(expect.arrayContaining([root.id, alice.id, bob.id]))
      expect(ids).not.toContain(mallory.id)
    })

    it('finds users by name and by address', async ({ root, home }) => {
      const { id, username, email } = await home.newUser()
      for (const q of [username, email.toUpperCase()]) {
        const { results } = await listPage(root, 'users', `?q=${encodeURIComponent(q)}`)
        expect(results).toMatchObject([{ id, username, email, role: 'user', disabled: false }])
      }
    })
  })

  describe('PATCH /admin/api/users/:id', () => {
    it('makes a user an admin, and takes it back', async ({ root, home }) => {
      const user = await home.newUser()
      const made = read(await root.patch(pathOf(user), { role: 'admin' }), 200, adminUserView)
      expect(made).toMatchObject({ id: user.id, role: 'admin' })
      expect(await user.get('/admin/api/users')).toMatchObject({ status: 200 })
      read(await root.patch(pathOf(user), { role: 'user' }), 200, adminUserView)
      expect(await user.get('/admin/api/users')).toMatchObject(forbidden)
    })

    it('locks a user out until it is enabled again', async ({ root, home }) => {
      const user = await home.newUser()
      const { username, password } = user
      const disabled = read(await root.patch(pathOf(user), { disabled: true }), 200, adminUserView)
      expect(disabled).toMatchObject({ disabled: true })
      expect(await user.get('/me')).toMatchObject(unauthorized)
      const refused = await home.post('/login', { username, password })
      expect(refused.body).toEqual((await home.post('/login', { username, password: 'x' })).body)
      read(await root.patch(pathOf(user), { disabled: false }), 200, adminUserView)
      await home.logIn(user)
      expect(await user.get('/me')).toMatchObject(unauthorized)
    })

    it.for<[string, unknown]>([
      ['role', { role: 'superuser' }],
      ['role', { role: null }],
      ['disabled', { disabled: 'yes' }],
      ['username', { username: 'other' }],
      ['email', { email: 'other@example.org' }],
      ['password', { password: 'a long enough password' }],
    ])('refuses a bad %s: %j', async ([field, change], { root, alice }) => {
      expect(await root.patch(pathOf(alice), change)).toMatchObject(invalid(field))
    })
  })

  describe('DELETE /admin/api/users/:id', () => {
    it('deletes a user with its polls and votes, and frees the name', async ({
      root,
      home,
      poll,
    }) => {
      const user = await home.newUser()
      const own = await newPoll(user)
      await castVote(root, own)
      await castVote(user, poll)
      await castVote(root, poll)
      expect(await root.delete(pathOf(user))).toMatchObject({ status: 204, body: '' })
      expect(await user.get('/me')).toMatchObject(unauthorized)
      expect(await root.get(`/polls/${own.id}`)).toMatchObject(notFound)
      expect((await showPoll(root, poll)).choices).toMatchObject([{ votes: 1 }, { votes: 0 }])
      expect(await root.delete(pathOf(user))).toMatchObject(notFound)
      await home.newUser(user.username)
    })

    it('keeps counts correct if the user votes meanwhile', async ({ root, alice, home }) => {
      const user = await home.newUser()
      const polls = await Promise.all([1, 2, 3, 4, 5, 6].map(() => newPoll(alice)))
      const votes = polls.map((poll) => user.post(votePath(poll)))
      const [deleted, ...answers] = await Promise.all([root.delete(pathOf(user)), ...votes])
      expect(deleted.status).toBe(204)
      for (const { status } of answers) expect([201, 401, 404]).toContain(status)
      for (const poll of polls) {
        expect((await showPoll(alice, poll)).choices).toMatchObject([{ votes: 0 }, { votes: 0 }])
      }
    })
  })

  describe('DELETE /admin/api/users/:id while others delete', () => {
    it('takes each vote out of the counts once', async ({ root, alice, home }) => {
      const user = await home.newUser()
      const polls = await Promise.all([1, 2, 3, 4].map(() => newPoll(alice)))
      for (const poll of polls) await castVote(alice, poll)
      const votes = await Promise.all(polls.map((poll) => castVote(user, poll)))
      const [deleted, ...takenBack] = await Promise.all([
        root.delete(pathOf(user)),
        ...votes.map(({ id }) => root.delete(`/admin/api/votes/${id}`)),
      ])
      expect(deleted.status).toBe(204)
      for (const { status } of takenBack) expect([204, 404]).toContain(status)
      for (const poll of polls) {
        expect((await showPoll(alice, poll)).choices).toMatchObject([{ votes: 1 }, { votes: 0 }])
      }
    })

    it('does not deadlock', async ({ root, alice, home }) => {
      const user = await home.newUser()
      const own = await newPoll(user)
      const polls = [own, ...(await Promise.all([1, 2, 3, 4].map(() => newPoll(alice))))]
      for (const poll of polls) await castVote(user, poll)
      const answers = await Promise.all([
        root.delete(pathOf(user)),
        ...polls.map(({ id }) => root.delete(`/polls/${id}`)),
        ...polls.map(({ choices }) => root.delete(`/admin/api/choices/${choices[0]?.id}`)),
      ])
      for (const { status } of answers) expect([204, 404]).toContain(status)
      for (const { id } of polls) expect(await root.get(`/polls/${id}`)).toMatchObject(notFound)
    })
  })

  describe('DELETE /admin/api/users/:id/sessions', () => {
    it('ends all of a user’s tokens; it may log in again', async ({ root, home }) => {
      const user = await home.newUser()
      const second = await home.session(user)
      expect(await root.delete(`${pathOf(user)}/sessions`)).toMatchObject({ status: 204, body: '' })
      for (const each of [user, second]) expect(await each.get('/me')).toMatchObject(unauthorized)
      await home.logIn(user)
    })
  })

  describe('the last admin', () => {
    it('cannot be demoted, disabled or deleted, however the id is spelled', async ({
      target,
      isolation,
    }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      for (const id of [root.id, root.id.toUpperCase()]) {
        expect(await root.patch(pathOf({ id }), { role: 'user' })).toMatchObject(lastAdmin)
        expect(await root.patch(pathOf({ id }), { disabled: true })).toMatchObject(lastAdmin)
        expect(await root.delete(pathOf({ id }))).toMatchObject(lastAdmin)
      }
      const second = await tenant.newUser()
      await root.patch(pathOf(second), { role: 'admin', disabled: true })
      expect(await root.delete(pathOf(root))).toMatchObject(lastAdmin)
      await root.patch(pathOf(second), { disabled: false })
      await expectOneLeft(root, await tenant.session(second))
    })
  })
}

/** Two admins demote each other concurrently: one of them is left. */
async function expectOneLeft(first: User, second: User): Promise<void> {
  const answers = await Promise.all([
    first.patch(pathOf(second), { role: 'user' }),
    second.patch(pathOf(first), { role: 'user' }),
  ])
  const [done, refused] = answers.map(({ status }) => status).sort()
  expect(done).toBe(200)
  expect([403, 409]).toContain(refused)
  const [left] = [first, second].filter((_, index) => answers[index]?.status === 200)
  expect(await left?.get('/admin/api/users')).toMatchObject({ status: 200 })
}
