import { usageDay } from '@mt/shared/usage-protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectStatus } from '../tenant-client.ts'
import { signInWithKey } from './console-walks.ts'
import { findings } from './findings.ts'
import { describeInBrowser, openStage, root, type Site, type Stage } from './stage.ts'
import { countRequests, seeCounted } from './usage.ts'
import { signIn } from './walks.ts'

const dayMs = 24 * 60 * 60 * 1_000
const options = { bypassCSP: true, reducedMotion: 'reduce' } as const

describeInBrowser('accessible pages, on a light desktop and a dark phone', () => {
  let stage: Stage
  let site: Site

  beforeAll(async () => {
    stage = await openStage()
    site = await stage.onboard()
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it.each(['/', '/app/sign-in', '/app/sign-up', '/app/new-password#x'])(
    'include a tenant’s %s',
    async (path) => {
      expect(await findings(await site.visit(path, options))).toEqual([])
    },
  )

  describe('for signed-in users of a tenant', () => {
    let page: Page
    let poll: string

    beforeAll(async () => {
      poll = await fill(site)
      page = await site.visit('/app/sign-in', options)
      await signIn(page, root)
    })

    it.each([
      ...['/app', '/app?q=nothing', '/app/polls/new', '/app/polls/:poll', '/app/nothing'],
      ...['/admin/users', '/admin/polls', '/admin/choices', '/admin/votes'],
      ...['/admin/settings', '/admin/log'],
    ])('include %s', async (path) => {
      await page.goto(path.replace(':poll', poll))
      expect(await findings(page)).toEqual([])
    })
  })

  describe('for operators', () => {
    let page: Page

    beforeAll(async () => {
      page = await stage.visitConsole('/console', options)
      await signInWithKey(page, stage.network.opsKey)
      const usage = { slug: site.slug, day: usageDay(Date.now() - dayMs), requests: 5 }
      await countRequests(stage.network, usage)
      await seeCounted(stage.network, usage)
    })

    it('include the sign-in page', async () => {
      expect(await findings(await stage.visitConsole('/console/sign-in', options))).toEqual([])
    })

    it.each([
      ...['/', '?q=nothing', '/tenants/:tenant', '/tenants/new', '/tenants/nobody'],
      ...['/operations', '/migrations', '/drift', '/health', '/plans', '/keys', '/audit'],
    ])('include /console%s', async (path) => {
      await page.goto(`/console${path.replace(':tenant', site.slug)}`)
      expect(await findings(page)).toEqual([])
    })
  })
})

/** Creates one of everything, so that no page is empty, and returns the poll. */
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
