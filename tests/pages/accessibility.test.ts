import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectStatus } from '../tenant-client.ts'
import { describeInBrowser, openStage, root, type Site, type Stage, timeouts } from './stage.ts'
import { signIn } from './walks.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A page by day on a desk, one by night on a phone. */
const screens = {
  'a wide light screen': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'a narrow dark screen': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
} as const

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

/** What is wrong with a page, in a line each: what axe finds serious or critical, and what stands out of it. */
async function findings(page: Page, path: string): Promise<string[]> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Loading').waitFor({ state: 'detached' })
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  return [
    ...(isWide ? [`${path} is wider than the screen`] : []),
    ...(await axeFindings(page, path)),
  ]
}

async function axeFindings(page: Page, path: string): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path} ${id}: ${html}`))
}

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
