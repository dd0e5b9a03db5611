import type { Page } from 'playwright-core'

/** What a page loads, from now on. */
export interface Loads {
  /** What its policy has refused, in the browser's words. */
  readonly refused: string[]
  /** Where from it has asked for something. */
  readonly origins: ReadonlySet<string>
  /** How many bytes of compressed script the page that is shown has loaded. */
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
