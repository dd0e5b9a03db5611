import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

const fleetSize = 10_000

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
  await network.database.query(`
    insert into control_plane.tenants
      (id, slug, name, status, service, placement, epoch, version, plan_id, created_at, updated_at)
    select gen_random_uuid(), 'tenant-' || lpad(n::text, 5, '0'), 'Tenant ' || n,
      case when n % 1000 = 0 then 'failed' when n % 50 = 0 then 'suspended' else 'active' end, 'polls',
      jsonb_build_object('model', case when n % 100 = 0 then 'database' when n % 3 = 0 then 'shared' else 'schema' end,
        'cluster', 'c1', 'database', 'polls', 'schema', 't_' || n),
      1, n, (select id from control_plane.plans), now(), now()
    from generate_series(1, ${fleetSize}) n`)
  await network.database.query(`
    insert into control_plane.usage_days (tenant_id, day, requests)
    select id, current_date - d, 10 from control_plane.tenants, generate_series(0, 39) d
    where slug < 'tenant-01000'`)
  await network.database.query('analyze')
})
afterAll(() => network.close())

type Row = { slug: string; status: string; requests: number }

async function list(query: string): Promise<{ results: Row[]; next: string | null }> {
  const { status, body } = await network.call('GET', `/v1/tenants?${query}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

/** How many rows the database reads for a page, which must not grow with the fleet. */
async function rowsRead(sql: string): Promise<number> {
  const { rows } = await network.database.query(`explain (analyze, format json) ${sql}`)
  return countRows(rows[0]['QUERY PLAN'][0].Plan)
}

interface Plan {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

function countRows({ Plans = [], ...plan }: Plan): number {
  const own = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
  return Math.max(own, ...Plans.map(countRows))
}

describe('a fleet of 10,000', () => {
  it('is listed by slug, page after page, each tenant once', async () => {
    const slugs: string[] = []
    let cursor = ''
    do {
      const page = await list(`sort=slug&status=suspended&limit=50${cursor}`)
      slugs.push(...page.results.map(({ slug }) => slug))
      cursor = page.next === null ? '' : `&cursor=${page.next}`
    } while (cursor !== '')
    expect(slugs).toHaveLength(fleetSize / 50 - fleetSize / 1_000)
    expect(slugs).toEqual([...new Set(slugs)].sort())
  })

  it('is found by a part of a slug or name', async () => {
    const { results } = await list('q=0777&sort=slug')
    expect(results.map(({ slug }) => slug)).toEqual([
      'tenant-00777',
      ...Array.from({ length: 10 }, (_, n) => `tenant-0777${n}`),
    ])
  })

  it('is listed with the requests of the last 30 days', async () => {
    const { results } = await list('sort=slug&limit=1')
    expect(results).toMatchObject([{ slug: 'tenant-00001', requests: 300 }])
    expect((await list('q=tenant-05000')).results).toMatchObject([{ requests: 0 }])
  })

  it('is counted by status and model', async () => {
    const { body } = await network.call('GET', '/v1/fleet/counts')
    const ofStatus = Object.fromEntries(
      body.byStatus.map((row: { status: string; tenants: number }) => [row.status, row.tenants]),
    )
    expect(body.tenants).toBe(fleetSize)
    expect(ofStatus).toMatchObject({ active: 9_800, suspended: 190, failed: 10, archived: 0 })
    expect(body.byModel).toContainEqual({ model: 'database', tenants: 100 })
  })

  it.each([
    ['the first page', `status <> 'purged' order by id desc`],
    ['one with a rare status', `status = 'failed' order by id desc`],
    [
      'one of a rare model',
      `placement->>'model' = 'database' and status <> 'purged' order by id desc`,
    ],
    ['by slug', `status <> 'purged' order by slug, id`],
    [
      'by slug, further on',
      `status <> 'purged' and (slug > 'tenant-05000' or slug = 'tenant-05000' and id > gen_random_uuid()) order by slug, id`,
    ],
  ])('is not read completely for a page: %s', async (_, condition) => {
    const sql = `select * from control_plane.tenants where ${condition} limit 51`
    expect(await rowsRead(sql)).toBeLessThan(fleetSize)
  })
})
