import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How long a page may take to show what a test waits for. */
const stepTimeoutMs = 120_000

/** A browser with its own user folder. Throws if this machine has no Chromium. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium: install it, or set CHROMIUM_PATH')
  return chromium.launch({ executablePath, args: launchArguments })
}

/** A page of a new visitor, which shares no cookies and no cache with other pages. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(stepTimeoutMs)
  return context.newPage()
}
