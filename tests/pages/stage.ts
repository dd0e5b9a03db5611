import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { describe } from 'vitest'
import type { Network, NewTenant } from '../network.ts'
import { builtPages, sharedBrowser, sharedNetwork } from '../setup/shared.ts'
import type { TenantClient } from '../tenant-client.ts'
import { modelsOfTier } from '../tier.ts'
import { openPage } from './browser.ts'
import { findChromium } from './find-chromium.ts'

export const isolations = modelsOfTier('schema')

/** The first admin of each tenant of a stage. */
export const root = {
  username: 'root',
  email: 'root@example.org',
  password: 'correct horse battery',
}

/** A tenant with its pages. */
export interface Site extends TenantClient {
  /** `http://<host>:<port of the gateway>` */
  readonly origin: string
  /** Opens a path of the tenant's pages as a new visitor. */
  visit(path: string, options?: BrowserContextOptions): Promise<Page>
}

/** A platform and a browser. */
export interface Stage extends AsyncDisposable {
  readonly network: Network
  readonly browser: Browser
  onboard(tenant?: NewTenant): Promise<Site>
  /** A tenant that exists. */
  site(slug: string): Site
  /** Opens a path of the console as a new visitor. */
  visitConsole(path: string, options?: BrowserContextOptions): Promise<Page>
}

/** Opens a browser before a platform, with its pages built: those that all tests share, unless others are given. */
export async function openStage(
  given: Partial<Pick<Stage, 'network' | 'browser'>> = {},
): Promise<Stage> {
  const [network, browser] = await Promise.all([
    given.network ?? sharedNetwork(),
    given.browser ?? sharedBrowser(),
    given.browser ?? builtPages(),
  ])
  return stageOf(network, browser)
}

function stageOf(network: Network, browser: Browser): Stage {
  const { port } = new URL(network.gatewayUrl)
  const visitAt = (baseURL: string) => async (path: string, options?: BrowserContextOptions) => {
    const page = await openPage(browser, { baseURL, ...options })
    await page.goto(path)
    return page
  }
  const siteOf = (client: TenantClient): Site => {
    const origin = `http://${client.host}:${port}`
    return { ...client, origin, visit: visitAt(origin) }
  }
  return {
    network,
    browser,
    async onboard(tenant) {
      return siteOf(await network.onboard({ admin: root, ...tenant }))
    },
    site: (slug) => siteOf(network.client(slug)),
    visitConsole: visitAt(network.controlPlaneUrl),
    async [Symbol.asyncDispose]() {
      await browser.close()
    },
  }
}

/** Like `describe` if this machine has a Chromium; otherwise it names what was skipped. */
export function describeInBrowser(name: string, body: () => void): void {
  const chromium = findChromium()
  if (!chromium) {
    console.warn(`NOT RUN, no Chromium found (install it, or set CHROMIUM_PATH): ${name}`)
  }
  describe.skipIf(!chromium)(name, body)
}
