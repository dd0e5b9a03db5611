import type { Page } from '@mt/pages/page-headers'

/** The page at a path, if it is a page's: all paths of the console are one page, but for what is its API. */
export function pageOf(path: string): Page | undefined {
  if (path === '/docs') return 'docs.html'
  if (path === '/console/session') return undefined
  return path === '/console' || path.startsWith('/console/') ? 'index.html' : undefined
}
