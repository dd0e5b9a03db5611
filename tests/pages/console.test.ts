import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug } from '../network.ts'
import { findings, screens } from './findings.ts'
import { expectFocus, press, type } from './keyboard.ts'
import { describeInBrowser, isolations, openStage, type Stage, timeouts } from './stage.ts'

const password = 'correct horse battery'

describeInBrowser('the console', () => {
  let stage: Stage
  let page: Page

  beforeAll(async () => {
    stage = await openStage()
    page = await stage.visitConsole('/console')
    await signIn(page, stage.network.opsKey)
  }, timeouts.stageMs)

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it.each(isolations)('takes a tenant of the model %s through its life', async (isolation) => {
    const slug = newSlug()
    await page.getByRole('link', { name: 'Onboard a tenant' }).click()
    await fillOnboarding(page, slug)
    await page.getByLabel('Isolation model').selectOption(isolation)
    await page.getByRole('button', { name: 'Onboard', exact: true }).click()
    for (const step of ['provision', 'create-admin', 'activate']) await seeDone(page, step)
    const site = page.getByRole('link', { name: `${slug}.${stage.network.baseDomain}` })
    expect(await site.getAttribute('href')).toBe(`http://${slug}.${stage.network.baseDomain}`)
    await page.getByRole('link', { name: `Open ${slug}` }).click()
    await page.getByRole('definition').getByText(isolation, { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Suspend' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByLabel(`Type ${slug} to go on`).fill('another')
    expect(await question.getByRole('button', { name: 'Suspend' }).isDisabled()).toBe(true)
    await question.getByLabel(`Type ${slug} to go on`).fill(slug)
    await question.getByRole('button', { name: 'Suspend' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    expect((await stage.network.client(slug).call('GET', '/site')).status).toBe(403)

    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Suspend' }).waitFor()
    expect((await stage.network.client(slug).call('GET', '/site')).status).toBe(200)
    await page.getByRole('cell', { name: 'tenant.resumed' }).waitFor()
  })

  it('takes a tenant away, gives it back, and removes it for good', async () => {
    await stage.onboard({ slug: 'gone' })
    await page.goto('/console/tenants/gone')
    for (const word of ['Suspend', 'Archive', 'Delete']) await doTyped(page, word, 'gone')
    await page.getByRole('button', { name: 'Undo the deletion' }).click()
    await doTyped(page, 'Delete', 'gone')
    await doTyped(page, 'Purge now', 'gone')
    await page.getByText('purged', { exact: true }).waitFor()
  })

  it('tells at each field what is wrong with it', async () => {
    await page.goto('/console/tenants/new')
    await fillOnboarding(page, 'www')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Onboard', exact: true }).click()
    await page.getByText(/^The slug .*reserved/).waitFor()
    await page.getByText('The password must have 10 characters or more.').waitFor()
  })

  it('changes a tenant, unless somebody else has meanwhile', async () => {
    await stage.onboard({ slug: 'changing' })
    await page.goto('/console/tenants/changing')
    await page.getByLabel('requestsPerSecond').fill('7')
    await save(page)
    await expectLimit(stage, 7)
    await page.getByLabel('requestsPerSecond').fill('9')
    await stage.network.operate('PATCH', '/v1/tenants/changing', { name: 'Renamed' }, wait)
    await save(page)
    await page.getByText('The tenant has changed since its ETag was read').waitFor()
    await expectLimit(stage, 7)
  })

  it('searches and narrows the fleet by its URL', async () => {
    await Promise.all(['odd-one', 'odd-two'].map((slug) => stage.onboard({ slug })))
    await page.goto('/console?q=odd&sort=slug')
    await seeTenants(page, ['odd-one', 'odd-two'])
    await page.getByRole('searchbox').fill('odd-t')
    await seeTenants(page, ['odd-two'])
    await page.getByLabel('State', { exact: true }).selectOption('suspended')
    await page.getByText('No tenant is like that').waitFor()
    expect(new URL(page.url()).search).toBe('?q=odd-t&sort=slug&status=suspended')
  })

  it('migrates the fleet and looks for drift, and shows what came of it', async () => {
    await page.goto('/console/migrations')
    await page.getByLabel('Only tell what would be migrated').check()
    await page.getByRole('button', { name: 'Migrate' }).click()
    await page.getByRole('heading', { name: /succeeded/ }).waitFor()
    await page.goto('/console/drift')
    await page.getByLabel('Tenants', { exact: true }).fill('odd-one')
    await page.getByRole('button', { name: 'Look' }).click()
    await page.getByRole('heading', { name: /succeeded/ }).waitFor()
    await page.getByRole('cell', { name: 'odd-one' }).waitFor()
  })

  it('knows how each part of the platform is', async () => {
    await page.goto('/console/health')
    for (const part of ['PostgreSQL', 'Redis', 'polls', 'gateways']) {
      await page.getByRole('listitem').filter({ hasText: part }).getByText('ok').waitFor()
    }
  })

  it('tries calls in the API reference as the key that is signed in', async () => {
    await page.goto('/docs')
    await page.getByText('How many tenants there are in each state and of each model').click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"byStatus"').first().waitFor()
  })

  describe('its session', () => {
    it('is a cookie that scripts cannot read, the key is nowhere, and signing out ends it', async () => {
      const visitor = await stage.visitConsole('/console')
      await signIn(visitor, stage.network.opsKey)
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

    it('ends at once with its key, and brings back to where one was', async () => {
      const { body } = await stage.network.operate('POST', '/v1/api-keys', {
        name: 'short-lived',
        scopes: ['read'],
      })
      const visitor = await stage.visitConsole('/console/operations?state=failed')
      await signIn(visitor, (body as { key: string }).key)
      expect(new URL(visitor.url()).pathname).toBe('/console/operations')
      expect(await visitor.getByRole('link', { name: 'Onboard a tenant' }).count()).toBe(0)
      await stage.network.operate('DELETE', '/v1/api-keys/short-lived')
      await visitor.getByRole('link', { name: 'Audit' }).click()
      await visitor.getByRole('heading', { name: 'Sign in' }).waitFor()
    })

    it('writes nothing for a page of another origin, and shows it nothing', async () => {
      const site = await stage.onboard()
      const visitor = await stage.visitConsole('/console', { bypassCSP: true })
      await signIn(visitor, stage.network.opsKey)
      await visitor.goto(`${site.origin}/`)
      const target = (path: string) => JSON.stringify(`${stage.network.controlPlaneUrl}${path}`)
      const write = `fetch(${target(`/v1/tenants/${site.slug}/suspend`)}, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {})`
      await visitor.evaluate(write)
      const read = `fetch(${target('/v1/tenants')}, { credentials: 'include' }).then((r) => r.text(), () => 'refused')`
      expect(await visitor.evaluate(read)).toBe('refused')
      expect((await site.call('GET', '/site')).status).toBe(200)
    })
  })

  it('can be used with the keyboard alone', async () => {
    const visitor = await stage.visitConsole('/console')
    await type(visitor, visitor.getByLabel('API key'), stage.network.opsKey)
    await visitor.keyboard.press('Enter')
    await press(visitor, visitor.getByRole('link', { name: 'Onboard a tenant' }), 'Enter')
    await visitor.getByRole('heading', { name: 'Onboard a tenant' }).waitFor()
    await type(visitor, visitor.getByLabel('Slug'), 'by-keys')
    await type(visitor, visitor.getByLabel('Name', { exact: true }), 'By keys')
    await visitor.keyboard.press('Enter')
    await press(visitor, visitor.getByRole('link', { name: 'Open by-keys' }), 'Enter')
    await press(visitor, visitor.getByRole('button', { name: 'Suspend' }), 'Enter')
    await expectFocus(visitor.getByLabel('Type by-keys to go on'))
    await visitor.keyboard.type('by-keys')
    await visitor.keyboard.press('Enter')
    await press(visitor, visitor.getByRole('button', { name: 'Resume' }), 'Enter')
    await visitor.getByRole('button', { name: 'Suspend' }).waitFor()
  })

  it.each(Object.entries(screens))('can be used by all on %s', async (_, screen) => {
    const options = { ...screen, bypassCSP: true, reducedMotion: 'reduce' } as const
    const visitor = await stage.visitConsole('/console/sign-in', options)
    const found = await findings(visitor, '/console/sign-in')
    await signIn(visitor, stage.network.opsKey)
    for (const path of screen.colorScheme === 'dark' ? [...forms, ...lists] : forms) {
      found.push(...(await findings(visitor, `/console${path}`)))
    }
    expect(found).toEqual([])
  })

  it('loads little, and nothing that its policy refuses or from elsewhere', async () => {
    const visitor = await stage.visitConsole('/console/sign-in')
    await visitor.getByLabel('API key').waitFor()
    const scripts = `performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`
    const bytes = await visitor.evaluate(scripts)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(150_000)
    const refused: string[] = []
    const asked = new Set<string>()
    visitor.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    visitor.on('request', (request) => asked.add(new URL(request.url()).origin))
    await signIn(visitor, stage.network.opsKey)
    for (const path of ['/console/tenants/odd-one', '/docs']) {
      await visitor.goto(path)
      await visitor.getByRole('heading').first().waitFor()
    }
    expect(refused).toEqual([])
    expect([...asked].filter((origin) => origin !== 'null')).toEqual([
      stage.network.controlPlaneUrl,
    ])
  })
})

const forms = ['', '/tenants/odd-one', '/tenants/new', '/migrations']
const lists = ['?q=nothing', '/operations', '/drift', '/health', '/plans', '/keys', '/audit']
const wait = { prefer: 'wait=10' }

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Signed in with the key' }).waitFor()
}

async function fillOnboarding(page: Page, slug: string): Promise<void> {
  await page.getByLabel('Slug').fill(slug)
  await page.getByLabel('Name', { exact: true }).fill(`The ${slug}`)
  await page.getByLabel('Username').fill('root')
  await page.getByLabel('E-mail').fill('root@example.org')
  await page.getByLabel('Password').fill(password)
}

async function seeDone(page: Page, step: string): Promise<void> {
  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  await steps.filter({ hasText: step }).getByText('succeeded').waitFor()
}

/** Does what needs the tenant's slug to be typed, and waits until the tenant is beyond it. */
async function doTyped(page: Page, word: string, slug: string): Promise<void> {
  await page.getByRole('button', { name: word }).click()
  await page.getByLabel(`Type ${slug} to go on`).fill(slug)
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: word, exact: true }).waitFor({ state: 'detached' })
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click()
}

async function expectLimit({ network }: Stage, requestsPerSecond: number): Promise<void> {
  const limits = async () => {
    const { body } = await network.operate('GET', '/v1/tenants/changing')
    return (body as { limits: unknown }).limits
  }
  await expect.poll(limits, { timeout: 10_000 }).toEqual({ requestsPerSecond })
}

/** Waits until the table has these tenants, and no others. */
async function seeTenants(page: Page, slugs: string[]): Promise<void> {
  const names = () => page.locator('tbody tr td:first-child a').allInnerTexts()
  await expect.poll(names, { timeout: 10_000 }).toEqual(slugs)
}
