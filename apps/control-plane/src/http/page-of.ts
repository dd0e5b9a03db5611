import type { Page } from '@mt/pages/page-headers'

/** The page that serves a path, if one does. All paths of the console except its API are one page. */
export function pageOf(path: string): Page | undefined {
  if (path === '/docs') return 'docs.html'
  if (path === '/console/session') return undefined
  return path === '/console' || path.startsWith('/console/') ? 'index.html' : undefined
}
