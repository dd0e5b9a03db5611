import { afterAll, beforeAll, it } from 'vitest'
import { newSlug } from '../network.ts'
import { password } from '../tenant-client.ts'
import { expectFocus, press, type } from './keyboard.ts'
import { describeInBrowser, openStage, root, type Stage } from './stage.ts'
import { seeBar } from './walks.ts'

describeInBrowser('pages, with the keyboard only', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage()
  })

  afterAll(() => stage?.[Symbol.asyncDispose]())

  it('lead from sign-up to a vote and to sign-out', async () => {
    const site = await stage.onboard()
    const page = await site.visit('/')
    await press(page, page.getByRole('link', { name: 'Sign up' }), 'Enter')
    await type(page, page.getByLabel('Username'), 'alice')
    await type(page, page.getByLabel('E-mail'), 'alice@example.org')
    await type(page, page.getByLabel('Password'), password)
    await page.keyboard.press('Enter')

    await press(page, page.getByRole('link', { name: 'New poll' }), 'Enter')
    await type(page, page.getByLabel('Question'), 'Where to?')
    await type(page, page.getByRole('textbox', { name: 'Choice 1' }), 'North')
    await page.keyboard.press('Enter') // moves to the second choice
    await expectFocus(page.getByRole('textbox', { name: 'Choice 2' }))
    await page.keyboard.type('South')
    await press(page, page.getByRole('button', { name: 'Create poll' }), 'Enter')

    await press(page, page.getByRole('radio', { name: 'North' }), 'ArrowDown')
    await press(page, page.getByRole('button', { name: 'Vote', exact: true }), 'Space')
    await seeBar(page, 'South', 100)

    await press(page, page.getByRole('button', { name: 'Account of alice' }), 'Enter')
    await expectFocus(page.getByRole('menuitem').first())
    await page.keyboard.type('Sign out')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
  })

  it('let an admin delete a user, with a confirmation', async () => {
    const site = await stage.onboard()
    await site.newUser('alice')
    const page = await site.visit('/admin')
    await type(page, page.getByLabel('Username'), root.username)
    await type(page, page.getByLabel('Password'), root.password)
    await page.keyboard.press('Enter')
    await press(page, page.getByRole('button', { name: 'Actions for alice' }), 'Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const question = page.getByRole('alertdialog', { name: 'Delete alice?' })
    await press(page, question.getByRole('button', { name: 'Delete' }), 'Enter')
    await question.waitFor({ state: 'detached' })
    await page.getByText('alice@example.org').waitFor({ state: 'detached' })
  })

  it('can skip to the content, and move the focus on a new page', async () => {
    const site = await stage.onboard()
    const page = await site.visit('/')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    await expectFocus(page.getByRole('link', { name: 'Skip to the content' }))
    await press(page, page.getByRole('link', { name: 'Sign in' }), 'Enter')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await expectFocus(page.getByRole('main'))
  })

  it('let an operator onboard a tenant and suspend it', async () => {
    const slug = newSlug()
    const page = await stage.visitConsole('/console')
    await type(page, page.getByLabel('API key'), stage.network.opsKey)
    await page.keyboard.press('Enter')
    await press(page, page.getByRole('link', { name: 'Onboard a tenant' }), 'Enter')
    await page.getByRole('heading', { name: 'Onboard a tenant' }).waitFor()
    await type(page, page.getByLabel('Slug'), slug)
    await type(page, page.getByLabel('Name', { exact: true }), 'By keys')
    await page.keyboard.press('Enter')
    await press(page, page.getByRole('link', { name: `Open ${slug}` }), 'Enter')
    await press(page, page.getByRole('button', { name: 'Suspend' }), 'Enter')
    await expectFocus(page.getByLabel(`Type ${slug} to confirm`))
    await page.keyboard.type(slug)
    await page.keyboard.press('Enter')
    await press(page, page.getByRole('button', { name: 'Resume' }), 'Enter')
    await page.getByRole('button', { name: 'Suspend' }).waitFor()
  })
})
