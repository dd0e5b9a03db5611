import type { Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { expectStatus, password, type User } from '../tenant-client.ts'
import { describeInBrowser, openStage, root, type Site, type Stage } from './stage.ts'
import { signIn } from './walks.ts'

/** What people do with a button that seems not to respond. */
describeInBrowser('a button that writes', () => {
  let stage: Stage
  let site: Site
  let alice: User

  beforeAll(async () => {
    stage = await openStage()
    site = await stage.onboard()
    alice = await site.newUser('alice')
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it.each([1, 2, 3])('creates one poll for a double click, run %i of 3', async (run) => {
    const page = await newPollPage(`Once, run ${run}?`)
    const writes = writesOf(page)
    await page.getByRole('button', { name: 'Create poll' }).dblclick()
    await page.getByRole('heading', { name: `Once, run ${run}?` }).waitFor()
    expect(writes).toEqual(['POST /polls'])
    expect(await pollsAbout(`Once, run ${run}?`)).toHaveLength(1)
  })

  it('is locked during its write, also for the keyboard', async () => {
    const page = await newPollPage('Held back?')
    const writes = writesOf(page)
    const held = Promise.withResolvers<void>()
    await page.route('**/polls', async (route) => {
      if (route.request().method() === 'POST') await held.promise
      await route.continue()
    })
    const ask = page.getByRole('button', { name: 'Create poll' })
    await ask.click()
    await eventually(async () => expect(await ask.isDisabled()).toBe(true))
    expect(await ask.getAttribute('aria-busy')).toBe('true')
    await page.getByLabel('Question').press('Enter')
    await ask.click({ force: true })
    held.resolve()
    await page.getByRole('heading', { name: 'Held back?' }).waitFor()
    expect(writes).toEqual(['POST /polls'])
  })

  it('creates one poll if its first answer was lost', async () => {
    const page = await newPollPage('Lost?')
    let isLost = false
    await page.route('**/polls', async (route) => {
      if (isLost || route.request().method() !== 'POST') return route.continue()
      isLost = true
      const { cookie = '', origin = '', ...sent } = await route.request().allHeaders()
      const headers = { cookie, origin, 'idempotency-key': sent['idempotency-key'] ?? '' }
      const body: unknown = route.request().postDataJSON()
      const call = { host: new URL(origin).host, method: 'POST', path: '/polls', headers, body }
      expectStatus(await stage.network.callGateway(call), 201)
      return route.abort()
    })
    const ask = page.getByRole('button', { name: 'Create poll' })
    await ask.click()
    await page.getByText('No answer.').waitFor()
    await ask.click()
    await page.getByRole('heading', { name: 'Lost?' }).waitFor()
    expect(await pollsAbout('Lost?')).toHaveLength(1)
  })

  it('creates another poll if that is intended', async () => {
    for (const _ of [1, 2]) {
      const page = await newPollPage('Again?')
      await page.getByRole('button', { name: 'Create poll' }).click()
      await page.getByRole('heading', { name: 'Again?' }).waitFor()
    }
    expect(await pollsAbout('Again?')).toHaveLength(2)
  })

  it('writes once for a double click on any page', async () => {
    const page = await site.visit('/app/sign-up')
    await page.getByLabel('Username').fill('bob')
    await page.getByLabel('E-mail').fill('bob@example.org')
    await page.getByLabel('Password').fill(password)
    await expectOne(page.getByRole('button', { name: 'Sign up' }), {
      write: 'POST /users',
      until: page.getByRole('heading', { name: 'Polls', level: 1 }),
    })
    const body = { question: 'All of it?', choices: ['Yes', 'No'] }
    const token = await site.logIn('bob', password)
    const made = expectStatus(await site.call('POST', '/polls', { token, body }), 201)
    await page.goto(`/app/polls/${(made as { id: string }).id}`)
    await page.getByRole('radio', { name: 'Yes' }).check()
    await expectOne(page.getByRole('button', { name: 'Vote', exact: true }), {
      write: 'POST …/vote',
      until: page.getByText('Your vote', { exact: true }),
    })
    await page.getByLabel('Another choice').fill('Perhaps')
    await expectOne(page.getByRole('button', { name: 'Add', exact: true }), {
      write: 'POST …/choices',
      until: page.getByRole('group').getByText('Perhaps'),
    })
    await expectOne(page.getByRole('button', { name: 'Close now' }), {
      write: 'PATCH …',
      until: page.getByRole('button', { name: 'Open again' }),
    })
    await page.getByRole('button', { name: 'Delete' }).click()
    await expectOne(page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }), {
      write: 'DELETE …',
      until: page.getByRole('heading', { name: 'Polls', level: 1 }),
    })
  })

  it('writes once for a double click on any admin page', async () => {
    const tenant = await stage.onboard()
    const user = await tenant.newUser('carol')
    const body = { question: 'Tea?', choices: ['Yes'] }
    expectStatus(await tenant.call('POST', '/polls', { ...user, body }), 201)
    const page = await tenant.visit('/admin/settings')
    await signIn(page, root)
    await page.getByLabel('Name').fill('The Council')
    await expectOne(page.getByRole('button', { name: 'Save' }), {
      write: 'PATCH /admin/api/settings',
      until: page.getByRole('link', { name: 'The Council' }),
    })
    await page.goto('/admin/choices')
    await page.getByRole('button', { name: 'Edit “Yes”' }).click()
    await page.getByLabel('Choice', { exact: true }).fill('Certainly')
    await expectOne(page.getByRole('button', { name: 'Save' }), {
      write: 'PATCH …',
      until: page.getByRole('button', { name: 'Edit “Certainly”' }),
    })
    await page.goto('/admin/users')
    await page.getByRole('button', { name: 'Actions for carol' }).click()
    await page.getByRole('menuitem', { name: 'Link for a new password' }).click()
    await expectOne(page.getByRole('button', { name: 'Create the link' }), {
      write: 'POST …/password-link',
      until: page.getByRole('textbox', { name: 'Link for a new password' }),
    })
  })

  async function newPollPage(question: string): Promise<Page> {
    const page = await site.visit('/app/polls/new')
    await signIn(page, alice)
    await page.getByLabel('Question').fill(question)
    return page
  }

  async function pollsAbout(question: string): Promise<unknown[]> {
    const path = `/polls?q=${encodeURIComponent(question)}`
    const page = expectStatus(await site.call('GET', path, alice), 200) as { results: unknown[] }
    return page.results
  }
})

/** Clicks twice, waits for the result, and expects one request such as `POST …/vote`. */
async function expectOne(
  button: Locator,
  { write, until }: { write: string; until: Locator },
): Promise<void> {
  const writes = writesOf(button.page())
  await button.dblclick()
  await until.waitFor()
  expect(writes.filter((each) => matches(each, write))).toHaveLength(1)
}

function matches(seen: string, write: string): boolean {
  const [method, end = ''] = write.split(' ')
  return seen.startsWith(`${method} `) && seen.endsWith(end.replace('…', ''))
}

/** The method and path of each request that writes, from now on. */
function writesOf(page: Page): string[] {
  const writes: string[] = []
  page.on('request', (request: Request) => {
    if (request.method() === 'GET') return
    writes.push(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  return writes
}
