import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
beforeEach(() => {
  network.service.behave = () => undefined
})
afterAll(() => network.close())

const headers = { prefer: 'wait=10' }

async function newTenant() {
  const body = { slug: newSlug(), name: 'Thor' }
  return (await network.call('POST', '/v1/tenants', { body, headers })).body
}

function ask(id: string, verb: string, more = {}) {
  return network.call('POST', `/v1/tenants/${id}/${verb}`, { headers: { ...headers, ...more } })
}

async function deletedTenant() {
  const tenant = await newTenant()
  for (const verb of ['suspend', 'archive', 'delete']) await ask(tenant.id, verb)
  return tenant
}

describe('changeLife', () => {
  it('fences the placement of a suspended tenant, with a new epoch', async () => {
    const { id, epoch } = await newTenant()
    const suspended = await ask(id, 'suspend')
    expect(network.service.fenced).toContain(id)
    expect(suspended.body.epoch).toBe(epoch + 1)
    const resumed = await ask(id, 'resume')
    expect(network.service.fenced).not.toContain(id)
    expect(resumed.body.epoch).toBe(epoch + 2)
  })

  it('keeps a suspension whose fence failed, and retries only the fence', async () => {
    const { id } = await newTenant()
    network.service.behave = (action) => (action === 'set-state' ? 422 : undefined)
    const failed = (await ask(id, 'suspend')).body
    expect(failed).toMatchObject({ state: 'failed', progress: { done: 1, of: 2 } })
    expect((await network.call('GET', `/v1/tenants/${id}`)).body.status).toBe('suspended')
    network.service.behave = () => undefined
    const path = `/v1/operations/${failed.id}/retry`
    expect((await network.call('POST', path, { headers })).status).toBe(200)
    expect(network.service.fenced).toContain(id)
  })

  it('refuses to retry an operation before the latest one', async () => {
    const { id } = await newTenant()
    network.service.behave = (action) => (action === 'set-state' ? 422 : undefined)
    const failed = (await ask(id, 'suspend')).body
    network.service.behave = () => undefined
    await ask(id, 'resume')
    const refused = await network.call('POST', `/v1/operations/${failed.id}/retry`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'superseded' } })
  })

  it('undoes a failed resumption, and fences again', async () => {
    const { id } = await newTenant()
    await ask(id, 'suspend')
    let serves = 0
    network.service.behave = (action) =>
      action === 'set-state' && serves++ === 0 ? 422 : undefined
    expect((await ask(id, 'resume')).body.state).toBe('failed')
    expect(network.service.fenced).toContain(id)
    expect((await network.call('GET', `/v1/tenants/${id}`)).body.status).toBe('suspended')
  })

  it('purges automatically after the grace period', async () => {
    const { id, slug } = await deletedTenant()
    await network.database.query(
      `update control_plane.tenants set purge_at = now() - interval '1 s' where id = $1`,
      [id],
    )
    await network.database.query(
      `select graphile_worker.add_job('purge-tenant', json_build_object('of', $1::text), job_key := 'purge-tenant:' || $1)`,
      [id],
    )
    const status = async () => (await network.call('GET', `/v1/tenants/${id}`)).body.status
    await expect.poll(status).toBe('purged')
    expect((await network.call('GET', `/v1/tenants/${slug}`)).status).toBe(404)
    expect((await network.call('GET', `/v1/tenants?q=${slug}`)).body.results).toEqual([])
    const { body } = await network.call('GET', `/v1/tenants/${id}/receipt`)
    expect(body).toMatchObject({
      slug,
      removed: [{ kind: 'role' }],
      confirmedAt: expect.any(String),
    })
  })

  it('does not mark a tenant as purged while something is left', async () => {
    const { id } = await deletedTenant()
    network.service.behave = (action) => (action === 'deprovision' ? 204 : undefined)
    const { body } = await ask(id, 'purge')
    expect(body).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('still there: role'),
    })
    expect((await network.call('GET', `/v1/tenants/${id}`)).body.status).toBe('deleted')
  })

  it('lets only an admin purge', async () => {
    const { body } = await network.call('POST', '/v1/api-keys', {
      body: { name: newSlug(), scopes: ['operate'] },
    })
    const path = `/v1/tenants/${newSlug()}/purge`
    expect((await network.call('POST', path, { key: body.key })).status).toBe(403)
  })

  it('refuses a change with an outdated ETag', async () => {
    const { id } = await newTenant()
    const { etag } = Object.fromEntries((await network.call('GET', `/v1/tenants/${id}`)).headers)
    expect((await ask(id, 'suspend', { 'if-match': String(etag) })).status).toBe(200)
    const late = await ask(id, 'resume', { 'if-match': String(etag) })
    expect(late).toMatchObject({ status: 412, body: { code: 'changed_meanwhile' } })
  })
})

describe('cancelOperation', () => {
  it('undoes an onboarding in progress, which can then be retried', async () => {
    const held = Promise.withResolvers<undefined>()
    network.service.behave = (action) => (action === 'provision' ? held.promise : undefined)
    const body = { slug: newSlug(), name: 'Slow' }
    const begun = (await network.call('POST', '/v1/tenants', { body })).body
    const path = `/v1/operations/${begun.id}`
    const cancelled = await network.call('POST', `${path}/cancel`, { headers })
    expect(cancelled).toMatchObject({ status: 202, body: { state: 'cancelled' } })
    expect(cancelled.body.error).toContain('cancelled by bootstrap')
    network.service.behave = () => undefined
    held.resolve(undefined)
    expect((await network.call('POST', `${path}/retry`, { headers })).body.status).toBe('active')
  })

  it('refuses operations that have ended or cannot be undone', async () => {
    const { id } = await newTenant()
    const held = Promise.withResolvers<undefined>()
    network.service.behave = () => held.promise
    const path = `/v1/tenants/${id}/suspend`
    const begun = (await network.call('POST', path)).body
    const cancel = () => network.call('POST', `/v1/operations/${begun.id}/cancel`)
    expect(await cancel()).toMatchObject({ status: 409, body: { code: 'not_cancellable' } })
    held.resolve(undefined)
    await expect.poll(async () => (await cancel()).body.code).toBe('operation_ended')
  })
})

describe('watchOperation', () => {
  it('sends each change until the operation has ended', async () => {
    const held = Promise.withResolvers<undefined>()
    network.service.behave = () => held.promise
    const body = { slug: newSlug(), name: 'Watched' }
    const begun = (await network.call('POST', '/v1/tenants', { body })).body
    const url = new URL(`/v1/operations/${begun.id}/events`, network.controlPlane.url)
    const authorization = `Bearer ${network.config.apiKeys.bootstrap}`
    const response = await fetch(url, { headers: { authorization } })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    let text = ''
    for await (const piece of (response.body as ReadableStream).pipeThrough(
      new TextDecoderStream(),
    )) {
      text += piece
      held.resolve(undefined)
    }
    const events = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''))
    expect(events[0].state).toBe('running')
    expect(events.at(-1)).toMatchObject({ state: 'succeeded', progress: { done: 2, of: 2 } })
    expect(events.at(-1).steps[0].ms).toBeGreaterThanOrEqual(0)
  })
})
