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
  it('executes a repeated request once, with the same answer', async () => {
    const request = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const first = await network.call('POST', '/v1/tenants', request)
    const again = await network.call('POST', '/v1/tenants', request)
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

  it('executes concurrent repetitions once', async () => {
    const request = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const asked = Array.from({ length: 5 }, () => network.call('POST', '/v1/tenants', request))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0)
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
    const { rows } = await network.database.query(
      'select 1 from control_plane.tenants where slug = $1',
      [request.body.slug],
    )
    expect(rows.length).toBe(1)
  })

  it('answers 409 while the first request is in progress', async () => {
    const held = Promise.withResolvers<undefined>()
    const reached = Promise.withResolvers<void>()
    network.service.behave = () => {
      reached.resolve()
      return held.promise
    }
    const request = { body: { slug: newSlug(), name: 'Thor' }, headers: headers(newKey()) }
    const first = network.call('POST', '/v1/tenants', request)
    await reached.promise
    const again = await network.call('POST', '/v1/tenants', request)
    expect(again).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } })
    network.service.behave = () => undefined
    held.resolve(undefined)
    const { status, body } = await first
    expect(status).toBe(201)
    expect(network.service.calls.filter(({ tenantId }) => tenantId === body.id).length).toBe(1)
  })

  it('does not store refused requests, which may be repeated', async () => {
    const key = newKey()
    const slug = newSlug()
    const send = (name: string) =>
      network.call('POST', '/v1/tenants', { body: { slug, name }, headers: headers(key) })
    expect((await send('')).status).toBe(422)
    expect((await send('Thor')).status).toBe(201)
  })
})
