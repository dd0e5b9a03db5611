import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Problem } from '@mt/shared/http/problem'
import type { Context, MiddlewareHandler } from 'hono'
import { every } from 'hono/combine'
import { type Page, pageHeaders, pages } from './page-headers.ts'

export interface PagesOptions {
  /** Where the built files are. */
  folder: string
  /** The path prefix of the requests for `assets`, without a slash at its end. */
  base?: string
  /** The page at a path, if the path belongs to one. */
  pageOf(path: string): Page | undefined
}

/**
 * Serves built pages to browsers, and leaves everything else to the API. A page is revalidated each time;
 * its files have a hash in their names and are cached for good. If the pages have not been built, a page is
 * a 503 that says so, and the API works all the same.
 */
export function servePages({ folder, base = '', pageOf }: PagesOptions): MiddlewareHandler {
  const files = assetsIn(folder, base)
  const asset = every(pageHeaders(), kept('public, max-age=31536000, immutable'), files)
  const served = new Map(pages.map((page) => [page, pageIn(folder, page)]))
  return async function servePages(c, next) {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    if (c.req.path.startsWith(`${base}/assets/`)) return asset(c, next)
    const page = asksForPage(c) ? pageOf(c.req.path) : undefined
    return page ? served.get(page)?.(c, refuse) : next()
  }
}

/** A program that requests the same path gets the API's answer instead of the page. */
function asksForPage(c: Context): boolean {
  return /\btext\/html\b/i.test(c.req.header('accept') ?? '')
}

function assetsIn(folder: string, base: string): MiddlewareHandler {
  const rewriteRequestPath = (path: string) => join(folder, path.slice(base.length))
  return serveStatic({ precompressed: true, rewriteRequestPath })
}

function pageIn(folder: string, page: Page): MiddlewareHandler {
  const file = serveStatic({ precompressed: true, path: join(folder, page) })
  return every(pageHeaders(page), kept('no-cache'), file)
}

/** How long browsers may cache a file that was found. */
function kept(cacheControl: string): MiddlewareHandler {
  return async function kept(c, next) {
    await next()
    if (c.res.ok) c.header('cache-control', cacheControl)
  }
}

async function refuse(): Promise<never> {
  throw new Problem(503, 'pages_not_built', 'Pages not built', {
    detail: 'the pages of this service have not been built: run `npm run build`',
  })
}
