import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** The maximum of steps to reach something: a page of the fleet has fifty rows with links. */
const maxTabs = 200

/** Presses Tab until the target has the focus, then presses a key. */
export async function press(page: Page, target: Locator, key: string): Promise<void> {
  await reach(page, target)
  await page.keyboard.press(key)
}

export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await reach(page, target)
  await page.keyboard.type(text)
}

async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let tabs = 0; tabs < maxTabs; tabs++) {
    if (await hasFocus(target)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} cannot be reached with the Tab key`)
}

export async function expectFocus(target: Locator): Promise<void> {
  await expect.poll(() => hasFocus(target)).toBe(true)
}

async function hasFocus(target: Locator): Promise<boolean> {
  return (await target.and(target.page().locator(':focus')).count()) > 0
}
