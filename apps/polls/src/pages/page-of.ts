import type { Page } from '@mt/pages/page-headers'

/**
 * The page of a path, if it belongs to one. All paths of the application are one page, which shows what the
 * path names. The paths of the admin API always belong to the API, even if there is no such route.
 */
export function pageOf(path: string): Page | undefined {
  if (path === '/docs') return 'docs.html'
  if (path === '/admin/api' || path.startsWith('/admin/api/')) return undefined
  return /^\/(?:(?:app|admin)(?:\/.*)?)?$/.test(path) ? 'index.html' : undefined
}
