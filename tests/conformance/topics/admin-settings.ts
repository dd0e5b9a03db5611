import { describe, expect } from 'vitest'
import { listPage } from '../admin.ts'
import type { ConformanceTest } from '../cast.ts'
import { newPoll } from '../polls.ts'
import { invalid, problem } from '../problems.ts'
import { newName } from '../tenant.ts'
import { read, settingsView, siteView } from '../views.ts'

const path = '/admin/api/settings'
const initial = { name: null, colour: null, sign_up_open: true }
const password = 'a long enough password'

/** A tenant's settings, and the log of its admins' actions. */
export function describeAdminSettings(it: ConformanceTest): void {
  describe('the settings', () => {
    it('change only in their tenant, even with concurrent changes', async ({
      target,
      isolation,
      root,
    }) => {
      const own = await (await target.onboard(isolation)).rootAdmin()
      expect(read(await own.get(path), 200, settingsView)).toEqual(initial)
      const changes = [{ name: 'Asgard' }, { colour: '#3366CC' }, { sign_up_open: false }]
      const answers = await Promise.all(changes.map((change) => own.patch(path, change)))
      for (const answer of answers) read(answer, 200, settingsView)
      const changed = { name: 'Asgard', colour: '#3366CC', sign_up_open: false }
      expect(read(await own.get(path), 200, settingsView)).toEqual(changed)
      expect(read(await root.get(path), 200, settingsView)).toEqual(initial)
      const reset = read(await own.patch(path, { name: null }), 200, settingsView)
      expect(reset).toEqual({ ...changed, name: null })
    })

    it('close and open sign-up, while users stay signed in', async ({ target, isolation }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      const input = { username: newName('late'), email: 'late@example.org', password }
      await root.patch(path, { sign_up_open: false })
      expect(await tenant.post('/users', input)).toMatchObject(problem(403, 'sign_up_closed'))
      const taken = { ...input, username: root.username }
      expect(await tenant.post('/users', taken)).toMatchObject(problem(403, 'sign_up_closed'))
      await tenant.logIn(root)
      await root.patch(path, { sign_up_open: true })
      expect(await tenant.post('/users', input)).toMatchObject({ status: 201 })
    })

    it.for<[string, unknown]>([
      ['name', { name: ' ' }],
      ['name', { name: 'x'.repeat(101) }],
      ['name', { name: 'nul\u0000' }],
      ['colour', { colour: 'red' }],
      ['colour', { colour: '#fff;background:url(x)' }],
      ['sign_up_open', { sign_up_open: 'no' }],
      ['sign_up_open', { sign_up_open: null }],
      ['plan', { plan: 'gold' }],
    ])('refuse a bad %s: %j', async ([field, change], { root }) => {
      expect(await root.patch(path, change)).toMatchObject(invalid(field))
      expect(read(await root.get(path), 200, settingsView)).toEqual(initial)
    })
  })

  describe('GET /site', () => {
    it('shows the tenant’s public settings to anyone', async ({ target, isolation }) => {
      const tenant = await target.onboard(isolation)
      const root = await tenant.rootAdmin()
      const { slug } = tenant
      const plain = read(await tenant.get('/site'), 200, siteView)
      expect(plain).toEqual({ ...initial, slug, name: slug })
      const settings = { name: 'Asgard', colour: '#336699', sign_up_open: false }
      await root.patch(path, settings)
      expect(read(await tenant.get('/site'), 200, siteView)).toEqual({ ...settings, slug })
    })
  })

  describe('the log', () => {
    it('lists the actions of admins, newest first', async ({ home, root, poll }) => {
      const user = await home.newUser()
      const ballot = await newPoll(user)
      const [choice, other] = ballot.choices
      const { body: vote } = await user.post(`/polls/${ballot.id}/choices/${other?.id}/vote`)
      const { id: voteId } = vote as { id: string }
      await root.patch(`/admin/api/users/${user.id}`, { role: 'admin' })
      await root.delete(`/admin/api/users/${user.id}/sessions`)
      await root.patch(`/admin/api/choices/${choice?.id}`, { choice_text: 'Other' })
      await root.delete(`/admin/api/choices/${choice?.id}`)
      await root.delete(`/admin/api/votes/${voteId}`)
      await root.delete(`/admin/api/polls/${poll.id}`)
      await root.delete(`/admin/api/users/${user.id}`)
      await root.patch(path, {})
      const { results } = await listPage(root, 'log', '?limit=8')
      expect(results.map(({ action, subject_id }) => [action, subject_id])).toEqual([
        ['settings.changed', null],
        ['user.deleted', user.id],
        ['poll.deleted', poll.id],
        ['vote.deleted', voteId],
        ['choice.deleted', choice?.id],
        ['choice.changed', choice?.id],
        ['user.sessions_ended', user.id],
        ['user.changed', user.id],
      ])
      expect(new Set(results.map(({ actor }) => actor))).toEqual(new Set([root.username]))
      for (const secret of [user.password, user.token, root.token, 'argon2']) {
        expect(JSON.stringify(results)).not.toContain(secret)
      }
    })

    it('does not list refused actions', async ({ root, alice, foreignThings }) => {
      const before = await listPage(root, 'log', '?limit=1')
      await root.delete(`/admin/api/polls/${foreignThings.poll}`)
      await root.patch(`/admin/api/users/${root.id}`, { role: 'user' })
      await root.patch(path, { colour: 'red' })
      await alice.patch(path, { name: 'Mine' })
      expect(await listPage(root, 'log', '?limit=1')).toEqual(before)
    })
  })
}
