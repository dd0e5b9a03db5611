import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
let slugs: string[]
beforeAll(async () => {
  network = await startTestNetwork()
  slugs = Array.from({ length: 5 }, newSlug)
  for (const slug of slugs) {
    await network.call('POST', '/v1/tenants', {
      body: { slug, name: slug },
      headers: { prefer: 'wait=10' },
    })
  }
})
afterAll(() => network.close())

describe('listTenants', () => {
  it('lists every tenant once, newest first, page by page', async () => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await network.call('GET', `/v1/tenants?limit=2${cursor}`)
      seen.push(...body.results.map((tenant: { slug: string }) => tenant.slug))
      if (body.next === null) break
      cursor = `&cursor=${body.next}`
    }
    expect(seen).toEqual([...slugs].reverse())
  })

  it('has no next page after a last page that is full', async () => {
    const { body } = await network.call('GET', '/v1/tenants?limit=5')
    expect(body).toMatchObject({ results: { length: 5 }, next: null })
  })

  it.each(['limit=0', 'limit=many', 'limit=100000', 'cursor=nothing'])(
    'refuses %s',
    async (query) => {
      const refused = await network.call('GET', `/v1/tenants?${query}`)
      expect(refused.status).toBe(422)
    },
  )

  it('shows a tenant by its id and by its slug', async () => {
    const bySlug = await network.call('GET', `/v1/tenants/${slugs[0]}`)
    const byId = await network.call('GET', `/v1/tenants/${bySlug.body.id}`)
    expect(byId.body).toEqual(bySlug.body)
    expect(byId.body.slug).toBe(slugs[0])
  })
})
