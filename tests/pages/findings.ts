import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A page by day on a desk, one by night on a phone. */
export const screens = {
  'a wide light screen': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  'a narrow dark screen': { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
} as const

/** What is wrong with a page, in a line each: what axe finds serious or critical, and what stands out of it. */
export async function findings(page: Page, path: string): Promise<string[]> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Loading').first().waitFor({ state: 'detached' })
  const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
  return [
    ...(isWide ? [`${path} is wider than the screen`] : []),
    ...(await axeFindings(page, path)),
  ]
}

async function axeFindings(page: Page, path: string): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${path} ${id}: ${html}`))
}
