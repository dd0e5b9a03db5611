import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
afterAll(() => network.close())

const newKey = () => crypto.randomUUID()
const headers = (key: string) => ({ prefer: 'wait=10', 'idempotency-key': key })

describe('onceByKey', () => {
  it('does once what is sent again, and gives the same answer', async () => {
    const wanted = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const first = await network.call('POST', '/v1/tenants', wanted)
    const again = await network.call('POST', '/v1/tenants', wanted)
    expect(first.status).toBe(201)
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.headers.get('location')).toBe(first.headers.get('location'))
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  it('refuses the key with another body', async () => {
    const key = newKey()
    await network.call('POST', '/v1/plans', {
      body: { name: newSlug(), limits: {} },
      headers: headers(key),
    })
    const other = { body: { name: newSlug(), limits: {} }, headers: headers(key) }
    expect(await network.call('POST', '/v1/plans', other)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
  })

  it('does once what is sent many times at once', async () => {
    const wanted = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const asked = Array.from({ length: 5 }, () => network.call('POST', '/v1/tenants', wanted))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0)
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    const { rows } = await network.database.query(
      'select 1 from control_plane.tenants where slug = $1',
      [wanted.body.slug],
    )
    expect(rows.length).toBe(1)
  })

  it('tells who sends the same while it is being done', async () => {
    const held = Promise.withResolvers<undefined>()
    const reached = Promise.withResolvers<void>()
    network.service.behave = () => {
      reached.resolve()
      return held.promise
    }
    const wanted = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const first = network.call('POST', '/v1/tenants', wanted)
    await reached.promise
    const again = await network.call('POST', '/v1/tenants', wanted)
    expect(again).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } })
    network.service.behave = () => undefined
    held.resolve(undefined)
    const { status, body } = await first
    expect(status).toBe(201)
    expect(network.service.calls.filter(({ tenantId }) => tenantId === body.id).length).toBe(1)
  })

  it('forgets what was refused, which may be sent again', async () => {
    const key = newKey()
    const slug = newSlug()
    const send = (name: string) =>
      network.call('POST', '/v1/tenants', { body: { slug, name }, headers: headers(key) })
    expect((await send('')).status).toBe(422)
    expect((await send('Thor')).status).toBe(201)
  })
})
