import type { Page } from '@mt/pages/page-headers'

/**
 * The page at a path, if it is a page's: the paths of the application are one page, which shows what the
 * path says. The admin API's paths are the API's, also where nothing is.
 */
export function pageOf(path: string): Page | undefined {
  if (path === '/docs') return 'docs.html'
  if (path === '/admin/api' || path.startsWith('/admin/api/')) return undefined
  return /^\/(?:(?:app|admin)(?:\/.*)?)?$/.test(path) ? 'index.html' : undefined
}
