import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newSlug, startTestNetwork, type TestNetwork } from '../testing/test-network.ts'

let network: TestNetwork
beforeAll(async () => {
  network = await startTestNetwork()
})
beforeEach(() => {
  network.service.behave = () => undefined
})
afterAll(() => network.close())

const admin = { username: 'admin', email: 'admin@example.com', password: 'a-long-password' }

function onboard(body: object = {}) {
  const tenant = { slug: newSlug(), name: 'Thor', ...body }
  return network.call('POST', '/v1/tenants', { body: tenant, headers: { prefer: 'wait=10' } })
}

/** Lets the lease run out: no process holds the work, and its job is due. */
const passOn = `
  with passed as (
    update control_plane.operations set runner = gen_random_uuid(), lease_until = now()
    where state = 'running' returning id)
  select graphile_worker.add_job('resume-operation', json_build_object('operationId', id),
    run_at := now() + interval '200 ms', job_key := id::text) from passed`

async function tenantOf(operation: { tenant: string }) {
  return (await network.call('GET', `/v1/tenants/${operation.tenant}`)).body
}

describe('onboard', () => {
  it('retries a step after a transient failure', async () => {
    let failures = 2
    network.service.behave = () => (failures-- > 0 ? 503 : undefined)
    const created = await onboard()
    expect(created.status).toBe(201)
    const [operation] = await operationsOf(created.body.id)
    expect(operation.steps[0]).toMatchObject({ name: 'provision', attempts: 3, error: null })
  })

  it('is waited for even if another process takes it over', async () => {
    let calls = 0
    network.service.behave = async () => {
      if (calls++ === 0) await network.database.query(passOn)
      return undefined
    }
    expect((await onboard()).status).toBe(201)
    expect(calls).toBeGreaterThan(1)
  })

  it('gives up after the last attempt, undoes its steps and gives the reason', async () => {
    network.service.behave = (action) => (action === 'create-admin' ? 503 : undefined)
    const { status, body } = await onboard({ admin })
    expect(status).toBe(202)
    expect(body).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('create-admin: the data plane answered 503'),
      steps: [
        { name: 'provision', state: 'undone' },
        { name: 'create-admin', state: 'failed', attempts: 3 },
        { name: 'activate', state: 'pending', attempts: 0 },
      ],
    })
    expect(network.service.provisioned).not.toContain(body.tenant)
    const failed = { status: 'failed', failureReason: expect.stringContaining('503') }
    expect(await tenantOf(body)).toMatchObject(failed)
  })

  it('does not retry after a permanent failure', async () => {
    network.service.behave = (action) => (action === 'provision' ? 422 : undefined)
    const { body } = await onboard()
    expect(body.steps[0]).toMatchObject({ state: 'failed', attempts: 1 })
  })

  it('names what could not be undone', async () => {
    network.service.behave = () => 503
    const { body } = await onboard()
    expect(body.error).toContain('provision is not undone: the data plane answered 503')
  })

  it('succeeds when it is retried, with the requested admin', async () => {
    network.service.behave = (action) => (action === 'create-admin' ? 422 : undefined)
    const { body: failed } = await onboard({ admin })
    network.service.behave = () => undefined
    const headers = { prefer: 'wait=10' }
    const path = `/v1/operations/${failed.id}/retry`
    const retried = await network.call('POST', path, { headers })
    expect(retried).toMatchObject({ status: 200, body: { status: 'active', failureReason: null } })
    expect(network.service.admins.get(failed.tenant)).toMatchObject({ username: 'admin' })
    const { body } = await network.call('GET', `/v1/operations/${failed.id}`)
    expect(body).toMatchObject({ state: 'succeeded', error: null })
  })

  it('cannot be retried unless it has failed', async () => {
    const created = await onboard()
    const [operation] = await operationsOf(created.body.id)
    const refused = await network.call('POST', `/v1/operations/${operation.id}/retry`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'not_failed' } })
  })

  it('is answered with the operation if it is not done in time', async () => {
    const held = Promise.withResolvers<number>()
    network.service.behave = () => held.promise
    const body = { slug: newSlug(), name: 'Slow' }
    const headers = { prefer: 'respond-async, wait=0' }
    const begun = await network.call('POST', '/v1/tenants', { body, headers })
    expect(begun).toMatchObject({ status: 202, body: { state: 'running' } })
    const change = { body: { name: 'Other' } }
    const meanwhile = await network.call('PATCH', `/v1/tenants/${body.slug}`, change)
    expect(meanwhile).toMatchObject({ status: 409, body: { code: 'operation_in_progress' } })
    network.service.behave = () => undefined
    held.resolve(503)
    await expect.poll(async () => (await tenantOf(begun.body)).status).toBe('active')
  })

  it('keeps its claim while a step takes longer than the lease', async () => {
    const held = Promise.withResolvers<number>()
    network.service.behave = () => held.promise
    const { body } = await network.call('POST', '/v1/tenants', {
      body: { slug: newSlug(), name: 'Slow' },
    })
    await leaseRenewed(body.id)
    await leaseRenewed(body.id)
    await leaseRenewed(body.id)
    network.service.behave = () => undefined
    held.resolve(503)
    await expect.poll(async () => (await tenantOf(body)).status).toBe('active')
    expect((await network.call('GET', `/v1/operations/${body.id}`)).body.attempts).toBe(1)
  })

  it('is listed with its tenant’s slug, as audit entries are', async () => {
    const { body } = await onboard()
    const { id: tenant, slug } = body
    const { body: audit } = await network.call('GET', `/v1/audit?tenant=${tenant}`)
    for (const listed of [...(await operationsOf(tenant)), ...audit.results]) {
      expect(listed).toMatchObject({ tenant, slug })
    }
    expect(audit.results.length).toBeGreaterThan(0)
  })

  it('leaves no job in the queue after its end', async () => {
    const created = await onboard()
    const [operation] = await operationsOf(created.body.id)
    const sql = 'select 1 from graphile_worker.jobs where key = $1'
    const { rows } = await network.database.query(sql, [operation.id])
    expect(rows).toEqual([])
  })
})

async function operationsOf(tenant: string) {
  return (await network.call('GET', `/v1/operations?tenant=${tenant}`)).body.results
}

async function leaseRenewed(id: string): Promise<void> {
  const lease = async () => {
    const sql = 'select lease_until from control_plane.operations where id = $1'
    return (await network.database.query(sql, [id])).rows[0].lease_until.getTime()
  }
  const before = await lease()
  await expect.poll(lease).toBeGreaterThan(before)
}
