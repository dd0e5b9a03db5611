import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchLoads } from './loads.ts'
import { describeInBrowser, openStage, root, type Site, type Stage } from './stage.ts'
import { makePoll, signIn } from './walks.ts'

describeInBrowser('the pages of two tenants in one browser', () => {
  let stage: Stage
  let thor: Site
  let frigga: Site
  let page: Page
  let foreignPoll: string

  beforeAll(async () => {
    stage = await openStage()
    // In one schema, where only the walls separate them.
    thor = await stage.onboard({ isolation: 'shared' })
    frigga = await stage.onboard({ isolation: 'shared' })
    page = await thor.visit('/app', { bypassCSP: true })
    await signIn(page, root)
    await makePoll(page, 'Thor’s question?', ['Yes', 'No'])
    await page.goto(`${frigga.origin}/app`)
    await signIn(page, root)
    await makePoll(page, 'Frigga’s question?', ['Yes', 'No'])
    foreignPoll = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it('show each its own rows, with the same user signed in to both', async () => {
    for (const [site, own, other] of [
      [thor, 'Thor’s question?', 'Frigga’s question?'],
      [frigga, 'Frigga’s question?', 'Thor’s question?'],
    ] as const) {
      for (const path of ['/app', '/admin/polls']) {
        await page.goto(`${site.origin}${path}`)
        await page.getByRole('link', { name: own }).waitFor()
        expect(await page.getByText(other).count()).toBe(0)
      }
    }
  })

  it('do not find the other’s poll by its id', async () => {
    await page.goto(`${thor.origin}/app/polls/${foreignPoll}`)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  })

  it('cannot read the other host with its cookie', async () => {
    await page.goto(`${thor.origin}/app`)
    const url = JSON.stringify(`${frigga.origin}/polls`)
    const read = `fetch(${url}, { credentials: 'include' }).then((r) => r.text(), () => 'refused')`
    expect(await page.evaluate(read)).toBe('refused')
  })

  it.each([
    ['a request', (url: string) => `fetch(${url}, { method: 'DELETE', credentials: 'include' })`],
    [
      'a request in disguise',
      (url: string) =>
        `fetch(${url}, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })`,
    ],
    [
      'a form',
      (url: string) =>
        `new Promise((resolve) => {
           const frame = Object.assign(document.createElement('iframe'), { name: 'out', onload: resolve })
           const form = Object.assign(document.createElement('form'), { target: 'out', method: 'post', action: ${url} })
           document.body.append(frame, form)
           form.submit()
           setTimeout(resolve, 500)
         })`,
    ],
  ])('cannot write to the other host with its cookie, by %s', async (way, script) => {
    await page.goto(`${thor.origin}/app`)
    const path = way === 'a request' ? `/polls/${foreignPoll}` : '/logout/all'
    const url = JSON.stringify(`${frigga.origin}${path}`)
    await page.evaluate(`${script(url)}.catch(() => {})`)
    await page.goto(`${frigga.origin}/app`)
    await page.getByRole('link', { name: 'Frigga’s question?' }).waitFor()
  })

  it('cannot embed the other in a frame', async () => {
    const { headers } = await frigga.call('GET', '/app', { headers: { accept: 'text/html' } })
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-frame-options': 'DENY',
    })
  })

  it('do not store tokens where scripts can read them', async () => {
    await page.goto(`${thor.origin}/app`)
    expect(await page.evaluate('document.cookie + JSON.stringify({ ...localStorage })')).toBe('{}')
  })

  it('load only from their own origin and within their policy', async () => {
    const visitor = await frigga.visit('/')
    const loads = watchLoads(visitor)
    for (const path of ['/app', '/app/polls/new', '/admin/users', '/admin/settings', '/docs']) {
      await visitor.goto(path)
      if (path === '/app') await signIn(visitor, root)
      await visitor.getByRole('heading').first().waitFor()
    }
    expect(loads.refused).toEqual([])
    expect([...loads.origins]).toEqual([frigga.origin])
  })

  it('have a small initial load', async () => {
    const visitor = await frigga.visit('/')
    await visitor.getByRole('link', { name: 'Sign in' }).waitFor()
    const bytes = await watchLoads(visitor).scriptBytes()
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(150_000)
  })
})
