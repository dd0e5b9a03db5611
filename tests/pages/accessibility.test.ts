import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectStatus } from '../tenant-client.ts'
import { findings, screens } from './findings.ts'
import { describeInBrowser, openStage, root, type Site, type Stage, timeouts } from './stage.ts'
import { signIn } from './walks.ts'

describeInBrowser('the pages of a tenant, for everybody', () => {
  let stage: Stage
  let site: Site
  let poll: string

  beforeAll(async () => {
    stage = await openStage()
    site = await stage.onboard()
    poll = await fill(site)
  }, timeouts.stageMs)

  afterAll(() => stage?.[Symbol.asyncDispose]())

  describe.each(Object.entries(screens))('on %s', (_, screen) => {
    const options = { ...screen, bypassCSP: true, reducedMotion: 'reduce' } as const

    it('can be used by all before one is signed in', async () => {
      const page = await site.visit('/', options)
      const found: string[] = []
      for (const path of ['/', '/app/sign-in', '/app/sign-up', '/app/new-password#x']) {
        found.push(...(await findings(page, path)))
      }
      expect(found).toEqual([])
    })

    it('can be used by all who are signed in', async () => {
      const page = await site.visit('/app/sign-in', options)
      await signIn(page, root)
      const sections = ['users', 'polls', 'choices', 'votes', 'settings', 'log']
      const found: string[] = []
      for (const path of [
        ...['/app', '/app?q=nothing', '/app/polls/new', `/app/polls/${poll}`, '/app/nothing'],
        ...sections.map((section) => `/admin/${section}`),
      ]) {
        found.push(...(await findings(page, path)))
      }
      expect(found).toEqual([])
    })
  })
})

/** Something of everything, so that no page is empty. */
async function fill(site: Site): Promise<string> {
  const { token } = await site.newUser('alice')
  const body = {
    question: 'A long question about what everybody here would like best for supper on Saturday?',
    choices: ['Tea', 'A very long choice that does not fit into one line of a telephone’s screen'],
    closes_at: '2999-01-01T00:00:00Z',
  }
  const made = expectStatus(await site.call('POST', '/polls', { token, body }), 201)
  const { id, choices } = made as { id: string; choices: { id: string }[] }
  await site.call('POST', `/polls/${id}/choices/${choices[0]?.id}/vote`, { token })
  const admin = await site.logIn(root.username, root.password)
  const settings = { name: 'Everybody', colour: '#f5d90a' }
  await site.call('PATCH', '/admin/api/settings', { token: admin, body: settings })
  return id
}
