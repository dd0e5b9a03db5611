import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug } from '../network.ts'
import { confirmAction, confirmTyped, signInWithKey } from './console-walks.ts'
import { watchLoads } from './loads.ts'
import { describeInBrowser, openStage, type Stage } from './stage.ts'

describeInBrowser('the console, on the platform', () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await openStage()
    page = await stage.visitConsole('/console')
    await signInWithKey(page, stage.network.opsKey)
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it('shows the health of each part of the platform', async () => {
    await page.goto('/console/health')
    for (const part of ['PostgreSQL', 'Redis', 'data plane', 'gateways']) {
      await page.getByRole('listitem').filter({ hasText: part }).getByText('ok').waitFor()
    }
  })

  it('adds a plan, shows invalid fields, and removes it', async () => {
    const plan = newSlug()
    const row = page.getByRole('table', { name: 'Plans' }).getByRole('row', { name: plan })
    await page.goto('/console/plans')
    await page.getByLabel('Name').fill(plan)
    await page.getByLabel('Users').fill('-1')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByText('Users must be more than 0.').waitFor()
    await page.getByLabel('Users').fill('3')
    await page.getByRole('button', { name: 'Add' }).click()
    await row.getByText('Users: 3').waitFor()
    await confirmAction(page, `Remove ${plan}`, 'Remove')
    await row.waitFor({ state: 'detached' })
  })

  it('gives a tenant a plan, which cannot be removed then', async () => {
    const plan = newSlug()
    const { slug } = await stage.onboard()
    await stage.network.operate('POST', '/v1/plans', { name: plan, limits: { users: 1 } })
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Plan', { exact: true }).selectOption(plan)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('definition').getByText(plan, { exact: true }).waitFor()
    await page.goto('/console/plans')
    await page.getByRole('button', { name: `Remove ${plan}` }).click()
    const question = page.getByRole('alertdialog')
    await question.getByRole('button', { name: 'Remove' }).click()
    await question.getByRole('alert').waitFor()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('row', { name: plan }).waitFor()
  })

  it('shows a new key once, and refuses it once it is revoked', async () => {
    const name = newSlug()
    await page.goto('/console/keys')
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('read').check()
    await page.getByRole('button', { name: 'Create' }).click()
    const shown = page.getByRole('status').filter({ hasText: 'it is shown only once' })
    const key = (await shown.locator('pre').innerText()).trim()
    const visitor = await stage.visitConsole('/console')
    await signInWithKey(visitor, key)

    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('row', { name }).getByText('active').waitFor()
    expect(await page.content()).not.toContain(key)
    await page.reload()
    await page.getByRole('row', { name }).getByText('read').waitFor()
    expect(await page.content()).not.toContain(key)

    await confirmTyped(page, `Revoke ${name}`, name)
    await page.getByRole('row', { name }).getByText('revoked').waitFor()
    await visitor.reload()
    await visitor.getByRole('heading', { name: 'Sign in' }).waitFor()
    await visitor.getByLabel('API key').fill(key)
    await visitor.getByRole('button', { name: 'Sign in' }).click()
    await visitor.getByRole('alert').waitFor()
  })

  it('tries calls in the API reference with the session’s key', async () => {
    await page.goto('/docs')
    await page.getByText('Count the tenants by status and isolation model').click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"byStatus"').first().waitFor()
  })

  it('loads little, only from its own origin and within its policy', async () => {
    const { slug } = await stage.onboard()
    const visitor = await stage.visitConsole('/console/sign-in')
    await visitor.getByLabel('API key').waitFor()
    const loads = watchLoads(visitor)
    const bytes = await loads.scriptBytes()
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(150_000)
    await signInWithKey(visitor, stage.network.opsKey)
    await visitor.goto(`/console/tenants/${slug}`)
    await visitor.getByRole('heading', { name: 'Requests per day' }).waitFor()
    await visitor.goto('/docs')
    await visitor.getByRole('heading').first().waitFor()
    expect(loads.refused).toEqual([])
    expect([...loads.origins]).toEqual([stage.network.controlPlaneUrl])
  })

  describe('its session', () => {
    it('is a cookie that scripts cannot read, until sign-out', async () => {
      const visitor = await stage.visitConsole('/console')
      await signInWithKey(visitor, stage.network.opsKey)
      const [cookie] = await visitor.context().cookies()
      expect(cookie).toMatchObject({ name: 'console', httpOnly: true, sameSite: 'Strict' })
      const seen = await visitor.evaluate(
        'document.cookie + JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) + document.documentElement.outerHTML',
      )
      expect(seen).not.toContain(stage.network.opsKey)
      expect(seen).not.toContain(cookie?.value)
      await visitor.getByRole('button', { name: 'Signed in with the key bootstrap' }).click()
      await visitor.getByRole('menuitem', { name: 'Sign out' }).click()
      await visitor.getByRole('heading', { name: 'Sign in' }).waitFor()
      expect(await visitor.context().cookies()).toEqual([])
    })

    it('ends at once with its key, and returns to the page after sign-in', async () => {
      const name = newSlug()
      const { body } = await stage.network.operate('POST', '/v1/api-keys', {
        name,
        scopes: ['read'],
      })
      const visitor = await stage.visitConsole('/console/operations?state=failed')
      await signInWithKey(visitor, (body as { key: string }).key)
      expect(new URL(visitor.url()).pathname).toBe('/console/operations')
      expect(await visitor.getByRole('link', { name: 'Onboard a tenant' }).count()).toBe(0)
      await stage.network.operate('DELETE', `/v1/api-keys/${name}`)
      await visitor.getByRole('link', { name: 'Audit' }).click()
      await visitor.getByRole('heading', { name: 'Sign in' }).waitFor()
    })

    it('is of no use to a page of another origin', async () => {
      const site = await stage.onboard()
      const visitor = await stage.visitConsole('/console', { bypassCSP: true })
      await signInWithKey(visitor, stage.network.opsKey)
      await visitor.goto(`${site.origin}/`)
      const target = (path: string) => JSON.stringify(`${stage.network.controlPlaneUrl}${path}`)
      const write = `fetch(${target(`/v1/tenants/${site.slug}/suspend`)}, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`
      await visitor.evaluate(write)
      const read = `fetch(${target('/v1/tenants')}, { credentials: 'include' }).then((r) => r.text(), () => 'refused')`
      expect(await visitor.evaluate(read)).toBe('refused')
      expect((await site.call('GET', '/site')).status).toBe(200)
    })
  })
})
