import type { Locator, Page } from 'playwright-core'
import { password } from '../tenant-client.ts'

/** Actions of users on the pages, by visible labels. */

export interface Account {
  username: string
  password?: string
}

export async function signUp(page: Page, username: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign up' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('E-mail').fill(`${username}@example.org`)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByRole('heading', { name: 'Polls', level: 1 }).waitFor()
}

/** Signs in on a page that asks for it; it then returns to the requested page. */
export async function signIn(page: Page, account: Account): Promise<void> {
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Password').fill(account.password ?? password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: `Account of ${account.username}` }).waitFor()
}

export async function signOut(page: Page, { username }: Account): Promise<void> {
  await page.getByRole('button', { name: `Account of ${username}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
}

/** Creates a poll and stays on its page. The form begins with two choices; more are added. */
export async function makePoll(page: Page, question: string, choices: string[]): Promise<void> {
  await page.getByRole('link', { name: 'New poll' }).click()
  await page.getByLabel('Question').fill(question)
  for (const [index, choice] of choices.entries()) {
    if (index > 1) await page.getByRole('button', { name: 'Add a choice' }).click()
    await page.getByLabel(`Choice ${index + 1}`, { exact: true }).fill(choice)
  }
  await page.getByRole('button', { name: 'Create poll' }).click()
  await page.getByRole('heading', { name: question }).waitFor()
}

export async function vote(page: Page, choice: string): Promise<void> {
  await page.getByRole('radio', { name: choice }).check()
  await page.getByRole('button', { name: 'Vote', exact: true }).click()
  await page.getByText('Your vote', { exact: true }).waitFor()
}

/** Waits until a choice's bar has that length in percent, without any action on the page. */
export async function seeBar(page: Page, choice: string, percent: number): Promise<void> {
  const row = rowOf(page, choice)
  await row
    .getByText(`${percent} percent`)
    .or(row.getByText(String(percent)))
    .first()
    .waitFor()
  await row.locator(`[style*="width: ${percent}%"]`).waitFor({ state: 'attached' })
}

function rowOf(page: Page, choice: string): Locator {
  return page.getByRole('group').locator(':scope > *').filter({ hasText: choice })
}
