import { usageDay } from '@mt/shared/usage-protocol'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { newSlug } from '../network.ts'
import { itInWholeRun } from '../tier.ts'
import {
  changeStatus,
  confirmAction,
  fillOnboarding,
  seeStep,
  seeTenants,
  signInWithKey,
  submitTenant,
} from './console-walks.ts'
import { watchLoads } from './loads.ts'
import { describeInBrowser, isolations, openStage, root, type Stage } from './stage.ts'
import { countRequests, seeCounted } from './usage.ts'
import { signIn } from './walks.ts'

describeInBrowser('the console, on tenants', () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await openStage()
    page = await stage.visitConsole('/console')
    await signInWithKey(page, stage.network.opsKey)
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it.each(isolations)('takes a tenant of the model %s through its life', async (isolation) => {
    const slug = newSlug()
    await submitTenant(page, { slug, isolation })
    for (const step of ['provision', 'create-admin', 'activate']) {
      await seeStep(page, step, 'succeeded')
    }
    const site = page.getByRole('link', { name: `${slug}.${stage.network.baseDomain}` })
    expect(await site.getAttribute('href')).toBe(`http://${slug}.${stage.network.baseDomain}`)
    await page.getByRole('link', { name: `Open ${slug}` }).click()
    await page.getByRole('definition').getByText(isolation, { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Suspend' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByLabel(`Type ${slug} to confirm`).fill('another')
    expect(await question.getByRole('button', { name: 'Suspend' }).isDisabled()).toBe(true)
    await question.getByLabel(`Type ${slug} to confirm`).fill(slug)
    await question.getByRole('button', { name: 'Suspend' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    expect(await siteStatus(stage, slug)).toBe(403)

    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Suspend' }).waitFor()
    expect(await siteStatus(stage, slug)).toBe(200)
    await page.getByRole('cell', { name: 'tenant.resumed' }).waitFor()
  })

  itInWholeRun('onboards a tenant whose admin signs in to its pages', async () => {
    const slug = newSlug()
    await submitTenant(page, { slug })
    await page.getByRole('link', { name: `Open ${slug}` }).waitFor()
    const admin = await stage.site(slug).visit('/admin')
    await signIn(admin, root)
    await admin.getByText(root.email).waitFor()
  })

  itInWholeRun('deletes a tenant, restores it, and purges it', async () => {
    const { slug } = await stage.onboard()
    await page.goto(`/console/tenants/${slug}`)
    for (const action of ['Suspend', 'Archive', 'Delete']) await changeStatus(page, action, slug)
    await page.getByRole('button', { name: 'Undo the deletion' }).click()
    await changeStatus(page, 'Delete', slug)
    await changeStatus(page, 'Purge now', slug)
    await page.getByText('purged', { exact: true }).waitFor()
  })

  it('shows at each field what is wrong', async () => {
    await page.goto('/console/tenants/new')
    await fillOnboarding(page, { slug: 'www', name: 'The web' })
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Onboard', exact: true }).click()
    await page.getByText(/^The slug .*reserved/).waitFor()
    await page.getByText('The password must have 10 characters or more.').waitFor()
  })

  itInWholeRun('refuses a limit that is not a number', async () => {
    const { slug } = await stage.onboard()
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Requests per second').fill('7x')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Requests per second must be a number.').waitFor()
    await expectLimits(stage, slug, {})
  })

  itInWholeRun('changes a tenant, unless it has changed meanwhile', async () => {
    const { slug } = await stage.onboard()
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Requests per second').fill('7')
    await page.getByRole('button', { name: 'Save' }).click()
    await expectLimits(stage, slug, { requestsPerSecond: 7 })
    await page.getByLabel('Requests per second').fill('9')
    const change = { name: 'Renamed' }
    await stage.network.operate('PATCH', `/v1/tenants/${slug}`, change, { prefer: 'wait=10' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The tenant has changed since its ETag was read').waitFor()
    await expectLimits(stage, slug, { requestsPerSecond: 7 })
  })

  itInWholeRun('adds a host to a tenant, and removes it', async () => {
    const { slug } = await stage.onboard()
    const host = `${slug}.example.org`
    const domains = page.getByRole('table', { name: 'Domains' })
    await page.goto(`/console/tenants/${slug}`)
    await page.getByLabel('Additional host').fill('not a host')
    await page.getByRole('button', { name: 'Add host' }).click()
    await page.getByText(/^The host must be/).waitFor()
    await page.getByLabel('Additional host').fill(host)
    await page.getByRole('button', { name: 'Add host' }).click()
    await domains.getByRole('row', { name: host }).waitFor()
    await expectStatusOn(stage, host, 200)

    await confirmAction(page, `Remove ${host}`, 'Remove')
    await domains.getByRole('row', { name: host }).waitFor({ state: 'detached' })
    await expectStatusOn(stage, host, 404)
  })

  itInWholeRun('charts daily requests, also for arrow keys and screen readers', async () => {
    const { network } = stage
    const site = await stage.onboard()
    for (let i = 0; i < 3; i++) await site.call('GET', '/site')
    const dayMs = 24 * 60 * 60 * 1_000
    const [today, yesterday] = [usageDay(Date.now()), usageDay(Date.now() - dayMs)]
    await countRequests(network, { slug: site.slug, day: yesterday, requests: 6 })
    await seeCounted(network, { slug: site.slug, day: yesterday, requests: 6 })
    await seeCounted(network, { slug: site.slug, day: today, requests: 3 })

    const loads = watchLoads(page)
    await page.goto(`/console/tenants/${site.slug}`)
    await page.getByText('9 in 30 days, at most 6 per day').waitFor()
    const chart = page.getByRole('application', { name: 'Requests per day' })
    const bars = await chart.locator('.recharts-bar-rectangle path').all()
    const heights = await Promise.all(bars.map(async (bar) => (await bar.boundingBox())?.height))
    expect(heights).toHaveLength(2)
    expect(heights[0]).toBeCloseTo(2 * Number(heights[1]), 0)
    const selected = chart.locator('..').getByRole('status')
    await bars[1]?.hover()
    await selected.getByText(/: 3$/).waitFor()
    await page.mouse.move(0, 0)
    await chart.focus()
    await selected.getByText(/: 0$/).waitFor()
    const first = await selected.innerText()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => selected.innerText()).not.toBe(first)
    await page.getByText('Show as a table').click()
    const rows = page.getByRole('table', { name: 'Requests per day' }).getByRole('row')
    expect(await rows.count()).toBe(3)
    expect(await rows.getByRole('cell').nth(3).innerText()).toBe('6')
    expect(loads.refused).toEqual([])
  })

  itInWholeRun('searches and filters the fleet by the URL', async () => {
    const part = newSlug()
    const slugs = [`${part}-one`, `${part}-two`]
    await Promise.all(slugs.map((slug) => stage.onboard({ slug })))
    await page.goto(`/console?q=${part}&sort=slug`)
    await seeTenants(page, slugs)
    await page.getByRole('searchbox').fill(`${part}-t`)
    await seeTenants(page, [`${part}-two`])
    await page.getByLabel('Status', { exact: true }).selectOption('suspended')
    await page.getByText('No matching tenants').waitFor()
    expect(new URL(page.url()).search).toBe(`?q=${part}-t&sort=slug&status=suspended`)
  })
})

async function siteStatus({ network }: Stage, slug: string): Promise<number> {
  return (await network.client(slug).call('GET', '/site')).status
}

async function expectLimits({ network }: Stage, slug: string, limits: object): Promise<void> {
  await eventually(async () => {
    const { body } = await network.operate('GET', `/v1/tenants/${slug}`)
    expect((body as { limits: object }).limits).toEqual(limits)
  })
}

async function expectStatusOn({ network }: Stage, host: string, status: number): Promise<void> {
  await eventually(async () => {
    const answer = await network.callGateway({ host, path: '/site', method: 'GET' })
    expect(answer.status).toBe(status)
  })
}
