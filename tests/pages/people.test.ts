import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { expectStatus, type User } from '../tenant-client.ts'
import { itInWholeRun } from '../tier.ts'
import { describeInBrowser, isolations, openStage, root, type Site, type Stage } from './stage.ts'
import { makePoll, seeBar, signIn, signOut, signUp, vote } from './walks.ts'

describeInBrowser('the pages of a tenant', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage()
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  describe.each(isolations)('in the model %s', (isolation) => {
    it('lead a user from sign-up to a vote, which others see live', async () => {
      const site = await stage.onboard({ isolation })
      const alice = await site.visit('/')
      await signUp(alice, 'alice')
      await makePoll(alice, 'Where to?', ['North', 'South', 'Home'])
      const bob = await site.visit(new URL(alice.url()).pathname)
      await signIn(bob, await site.newUser('bob'))
      await seeBar(bob, 'North', 0)

      await vote(alice, 'North')
      await seeBar(bob, 'North', 100)
      await vote(bob, 'South')
      await Promise.all([seeBar(alice, 'North', 50), seeBar(alice, 'South', 50)])

      await signOut(alice, { username: 'alice' })
      await alice.goto('/app')
      await alice.getByRole('heading', { name: 'Sign in' }).waitFor()
    })

    it('let an admin sort, search and delete, and show the log', async () => {
      const site = await stage.onboard({ isolation })
      const dora = await site.newUser('dora')
      for (const [question, votes] of [
        ['Tea?', 1],
        ['Coffee?', 0],
        ['Cocoa?', 1],
      ] as const) {
        await newPoll(site, dora, { question, votes })
      }
      const admin = await site.visit('/admin/polls')
      await signIn(admin, root)
      await seeRows(admin, ['Cocoa?', 'Coffee?', 'Tea?'])
      await admin.getByRole('button', { name: 'Votes' }).click()
      await seeRows(admin, ['Cocoa?', 'Tea?', 'Coffee?'])
      await admin.getByRole('searchbox').fill('co')
      await seeRows(admin, ['Cocoa?', 'Coffee?'])
      await admin.getByRole('button', { name: 'Delete “Coffee?”' }).click()
      await admin.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
      await seeRows(admin, ['Cocoa?'])

      await admin.getByRole('navigation', { name: 'Admin' }).getByText('Votes').click()
      await seeRows(admin, ['dora', 'dora'])
      await admin.getByRole('navigation', { name: 'Admin' }).getByText('Log').click()
      await admin.getByRole('row', { name: 'Poll: deleted' }).getByText('Coffee?').waitFor()
    })
  })

  itInWholeRun('let an admin give a user a new password, and disable the user', async () => {
    const site = await stage.onboard()
    await site.newUser('carol')
    const admin = await site.visit('/admin')
    await signIn(admin, root)
    const carol = await site.visit(await passwordLink(admin, 'carol'))
    const password = 'carol has chosen this'
    await carol.getByLabel('New password').fill(password)
    await carol.getByRole('button', { name: 'Set the password' }).click()
    await carol.getByRole('link', { name: 'Sign in' }).click()
    await signIn(carol, { username: 'carol', password })

    await admin.getByRole('button', { name: 'Actions for carol' }).click()
    await admin.getByRole('menuitem', { name: 'Disable' }).click()
    await admin.getByText('Disabled', { exact: true }).waitFor()
    await carol.reload()
    await carol.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  itInWholeRun('follow the settings of an admin', async () => {
    const site = await stage.onboard()
    const admin = await site.visit('/admin/settings')
    await signIn(admin, root)
    await admin.getByLabel('Name').fill('The Council')
    await admin.getByLabel('Colour').fill('#a21caf')
    await admin.getByRole('switch', { name: 'Sign-up is open' }).click()
    await admin.getByRole('button', { name: 'Save' }).click()
    await admin.getByRole('link', { name: 'The Council' }).waitFor()

    const stranger = await site.visit('/')
    await stranger.getByRole('heading', { name: 'The Council' }).waitFor()
    expect(await stranger.getByRole('link', { name: 'Sign up' }).count()).toBe(0)
    expect(await stranger.locator('html').getAttribute('style')).toContain('#a21caf')
  })

  itInWholeRun('show at each field what is wrong', async () => {
    const site = await stage.onboard()
    const page = await site.visit('/app/sign-up')
    await page.getByLabel('Username').fill('two words')
    await page.getByLabel('E-mail').fill('a@example.org')
    await page.getByLabel('Password').fill('password123')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.getByText('Username must be 1 to 150 letters').waitFor()
    const described = await page.getByLabel('Password').getAttribute('aria-describedby')
    expect(described?.split(' ')).toHaveLength(2)
    await page.getByText('Password is one of the most common passwords').waitFor()
  })

  itInWholeRun('have pages for unknown paths and deleted polls', async () => {
    const site = await stage.onboard()
    const page = await site.visit(`/app/polls/${crypto.randomUUID()}`)
    await signIn(page, root)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    await page.getByRole('link', { name: 'To the polls' }).click()
    await page.getByText('No polls yet').waitFor()
  })

  itInWholeRun('try calls in the API reference as the signed-in user', async () => {
    const site = await stage.onboard()
    const page = await site.visit('/app/sign-in')
    await signIn(page, root)
    await page.goto('/docs')
    await page.getByText('Show the user of the token').click()
    await page.getByRole('button', { name: 'Execute' }).click()
    await page.locator('.live-responses-table').getByText('"root"').waitFor()
  })
})

async function passwordLink(admin: Page, username: string): Promise<string> {
  await admin.getByRole('button', { name: `Actions for ${username}` }).click()
  await admin.getByRole('menuitem', { name: 'Link for a new password' }).click()
  await admin.getByRole('button', { name: 'Create the link' }).click()
  const link = await admin.getByRole('textbox', { name: 'Link for a new password' }).inputValue()
  await admin.getByRole('button', { name: 'Close' }).click()
  return link
}

async function newPoll(
  site: Site,
  { token }: User,
  { question, votes }: { question: string; votes: number },
): Promise<void> {
  const body = { question, choices: ['Yes'] }
  const made = expectStatus(await site.call('POST', '/polls', { token, body }), 201)
  const { id, choices } = made as { id: string; choices: { id: string }[] }
  const path = `/polls/${id}/choices/${choices[0]?.id}/vote`
  if (votes > 0) expectStatus(await site.call('POST', path, { token }), 201)
}

/** Waits until the table has exactly the rows that begin with these. */
async function seeRows(page: Page, firsts: string[]): Promise<void> {
  await eventually(async () => {
    const cells = await page.locator('tbody tr td:first-child').allInnerTexts()
    expect(cells).toEqual(firsts)
  })
}
