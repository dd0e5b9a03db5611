import {
  type Browser,
  type BrowserContextOptions,
  type BrowserServer,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core'
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

/** Starts a browser with its own user folder. Throws if this machine has no Chromium. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions())
}

/** Starts one that other processes connect to. */
export async function startBrowserServer(): Promise<BrowserServer> {
  return chromium.launchServer({ host: '127.0.0.1', ...launchOptions() })
}

function launchOptions(): LaunchOptions {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium: install it, or set CHROMIUM_PATH')
  return { executablePath, args: launchArguments }
}

/** A page of a new visitor, which shares no cookies and no cache with other pages. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(stepTimeoutMs)
  return context.newPage()
}
