import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Isolation } from '../network.ts'
import { root } from './stage.ts'

/** Actions of operators in the console, by visible labels. */

export async function signInWithKey(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Signed in with the key' }).waitFor()
}

/** Submits the form for a new tenant; the page then shows its steps. */
export async function submitTenant(
  page: Page,
  {
    slug,
    name = slug,
    isolation = 'schema',
  }: { slug: string; name?: string; isolation?: Isolation },
): Promise<void> {
  await page.getByRole('link', { name: 'Onboard a tenant' }).click()
  await page.getByRole('heading', { name: 'Onboard a tenant' }).waitFor()
  await fillOnboarding(page, { slug, name })
  await page.getByLabel('Isolation model').selectOption(isolation)
  await page.getByRole('button', { name: 'Onboard', exact: true }).click()
}

export async function fillOnboarding(
  page: Page,
  { slug, name }: { slug: string; name: string },
): Promise<void> {
  await page.getByLabel('Slug').fill(slug)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Username').fill(root.username)
  await page.getByLabel('E-mail').fill(root.email)
  await page.getByLabel('Password').fill(root.password)
}

/** Waits until a step of the shown operation is in a state. */
export async function seeStep(page: Page, step: string, state: string): Promise<void> {
  const steps = page.getByRole('list', { name: 'Steps' }).getByRole('listitem')
  const expected = steps.filter({ hasText: step }).getByText(state, { exact: true })
  await expected.waitFor()
}

/** Does an action that has to be confirmed by typing a word: a tenant's slug or a key's name. */
export async function confirmTyped(page: Page, action: string, word: string): Promise<void> {
  await page.getByRole('button', { name: action }).click()
  await page.getByLabel(`Type ${word} to confirm`).fill(word)
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
}

/** Changes a tenant's status, and waits until its page shows that. */
export async function changeStatus(page: Page, action: string, slug: string): Promise<void> {
  await confirmTyped(page, action, slug)
  await page.getByRole('button', { name: action, exact: true }).waitFor({ state: 'detached' })
}

/** Does an action that has to be confirmed. */
export async function confirmAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: action }).click()
  await page.getByRole('alertdialog').waitFor({ state: 'detached' })
}

/** Waits until the table has these tenants, and no others. */
export async function seeTenants(page: Page, slugs: string[]): Promise<void> {
  const names = () => page.locator('tbody tr td:first-child a').allInnerTexts()
  await expect.poll(names).toEqual(slugs)
}
