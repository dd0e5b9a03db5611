import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A light desktop and a dark phone: each page is loaded once and shown as both. */
const screens = {
  wide: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
} as const

/** Only violations are collected, which saves time. */
const runAxe = `axe.run({ resultTypes: ['violations'] })`

/** The faults of the page, one per line: serious and critical violations that axe finds, and what overflows the screen. */
export async function findings(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Loading').first().waitFor({ state: 'detached' })
  await page.evaluate(axe)
  const found: string[] = []
  for (const [name, { colorScheme, viewport }] of Object.entries(screens)) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(viewport)
    const isWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    if (isWide) found.push(`${name}: the page is wider than the screen`)
    found.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`))
  }
  return found
}

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(runAxe)) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
