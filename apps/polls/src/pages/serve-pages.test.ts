import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { servePages } from '@mt/pages/serve-pages'
import { createApi } from '@mt/shared/http/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageOf } from './page-of.ts'

let folder: string
const browser = { accept: 'text/html,application/xhtml+xml' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), 'the application')
  await writeFile(join(folder, 'docs.html'), 'the reference')
  await writeFile(join(folder, 'assets/app-1a2b3c.js'), 'export {}')
  await writeFile(join(folder, 'assets/app-1a2b3c.js.br'), 'small')
})

afterAll(() => rm(folder, { recursive: true }))

describe('servePages, as polls has them', () => {
  it.each(['/', '/app', '/app/', '/app/polls/1', '/admin', '/admin/users'])(
    'serves the application at %s, to be revalidated',
    async (path) => {
      const answer = await service().request(path, { headers: browser })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe('the application')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    },
  )

  it('sends a policy that allows nothing but this host', async () => {
    const { headers } = await service().request('/app', { headers: browser })
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('serves the API reference', async () => {
    const answer = await service().request('/docs', { headers: browser })
    expect(await answer.text()).toBe('the reference')
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe/)
  })

  it('lets browsers cache the pages’ files for good, compressed if possible', async () => {
    const headers = { 'accept-encoding': 'gzip, br' }
    const answer = await service().request('/assets/app-1a2b3c.js', { headers })
    expect(await answer.text()).toBe('small')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
  })

  it.each(['/polls', '/application', '/admin/api', '/admin/api/users', '/assets/../index.html'])(
    'leaves %s to the API',
    async (path) => {
      const answer = await service().request(path, { headers: browser })
      expect(answer.status).toBe(404)
      expect(await answer.text()).toContain('There is no such page')
    },
  )

  it('gives no page to a program, and none for a write', async () => {
    const json = await service().request('/app', { headers: { accept: 'application/json' } })
    const post = await service().request('/app', { method: 'POST', headers: browser })
    expect([json.status, post.status]).toEqual([404, 404])
  })

  it('names the fix if the pages have not been built', async () => {
    const api = service(join(folder, 'nowhere'))
    const answer = await api.request('/', { headers: browser })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/npm run build.*pages_not_built/s)
  })

  it('serves the API even if the pages have not been built', async () => {
    const api = service(join(folder, 'nowhere'))
    expect((await api.request('/things')).status).toBe(200)
    expect((await api.request('/assets/app-1a2b3c.js')).status).toBe(404)
  })
})

/** An API with one route behind the pages. */
function service(pages = folder) {
  const app = createApi({ log: () => {} })
  app.use(servePages({ folder: pages, pageOf }))
  app.get('/things', (c) => c.json([]))
  return app
}
