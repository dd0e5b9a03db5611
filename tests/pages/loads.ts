import type { Page } from 'playwright-core'

/** What a page loads from now on. */
export interface Loads {
  /** The browser's messages about what its policy has refused. */
  readonly refused: string[]
  /** The origins of its requests. */
  readonly origins: ReadonlySet<string>
  /** The bytes of compressed script that the page has loaded. */
  scriptBytes(): Promise<number>
}

const scriptSizes = `performance.getEntriesByType('resource')
  .filter(({ name }) => name.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`

export function watchLoads(page: Page): Loads {
  const refused: string[] = []
  const origins = new Set<string>()
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text())
  })
  page.on('request', (request) => {
    const { origin } = new URL(request.url())
    if (origin !== 'null') origins.add(origin) // data: has none
  })
  return { refused, origins, scriptBytes: () => page.evaluate(scriptSizes) }
}
