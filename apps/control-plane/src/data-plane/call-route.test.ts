import type { RequestListener } from 'node:http'
import { serve } from '@mt/shared/http/server'
import { newId } from '@mt/shared/ids'
import { verifyCapability } from '@mt/shared/internal-api/capability'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import { newKeys } from '@mt/shared/testing/keys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCaller } from './call-route.ts'

const { provision, runCommand, version } = internalApi
const placement = { model: 'schema', cluster: 'c1', database: 'polls', schema: 't_thor' } as const
const tenantId = newId()
const keys = await newKeys('internal')
const received: { method?: string | undefined; url?: string | undefined; token: string }[] = []

let answer: RequestListener
let server: Awaited<ReturnType<typeof serve>>
let caller: ReturnType<typeof createCaller>

beforeEach(async () => {
  received.length = 0
  const listener: RequestListener = (request, response) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    received.push({ method: request.method, url: request.url, token })
    answer(request, response)
  }
  server = await serve({ host: '127.0.0.1', port: 0, listener })
  caller = createCaller({ signingKey: keys.signing, connectTimeoutMs: 1_500 })
})

afterEach(async () => {
  await caller.close()
  await server.close()
})

function answers(status: number, body: string): void {
  answer = (_, response) => void response.writeHead(status).end(body)
}

function callFrom(signal = new AbortController().signal) {
  return { at: { url: server.url, service: 'polls' }, operationId: newId(), signal }
}

const provisioning = () =>
  caller.call(provision, { ...callFrom(), params: { tenantId }, body: { placement, epoch: 1 } })

const readVersion = (deadline = {}) =>
  caller.call({ ...version, ...deadline }, { ...callFrom(), params: {}, body: undefined })

describe('a call of the internal API', () => {
  it('uses the path and the capability of its route', async () => {
    answers(200, '{"schemaVersion":"0001"}')
    expect(await provisioning()).toEqual({ schemaVersion: '0001' })
    const [{ method, url, token = '' } = {}] = received
    expect({ method, url }).toEqual({
      method: 'PUT',
      url: `/internal/tenants/${tenantId}/placement`,
    })
    const capability = await verifyCapability(
      keys.verifying,
      provision['x-capability'],
      token,
      'polls',
    )
    expect(capability).toMatchObject({ action: 'provision', tenantId })
  })

  it('throws a refusal with the data plane’s text, transient or not', async () => {
    const problem = { type: 'about:blank', title: 'No', status: 409, code: 'no', detail: 'never' }
    answers(409, JSON.stringify(problem))
    await expect(provisioning()).rejects.toMatchObject({
      ...{ status: 409, transient: false, detail: 'never', problem },
      message: 'the data plane answered 409 (never)',
    })
    answers(503, 'no JSON')
    await expect(provisioning()).rejects.toMatchObject({ status: 503, transient: true })
  })

  it('names the fields of a refusal, so that a failed step says what was wrong', async () => {
    const errors = [
      { field: 'admin.passwordHash', message: 'must be an Argon2id hash' },
      { field: 'epoch', message: 'must be positive' },
    ]
    answers(
      422,
      JSON.stringify({ type: 'about:blank', title: 'Odd', status: 422, code: 'odd', errors }),
    )
    await expect(provisioning()).rejects.toThrow(
      'the data plane answered 422 (admin.passwordHash: must be an Argon2id hash, epoch: must be positive)',
    )
  })

  it('rejects an answer that does not match its route', async () => {
    for (const body of ['{}', '[]', 'no JSON', '']) {
      answers(200, body)
      await expect(provisioning()).rejects.toMatchObject({
        transient: true,
        name: 'DataPlaneError',
      })
    }
  })

  it('ends at its deadline, even if the answer has begun', async () => {
    const impatient = { 'x-deadline-ms': 100 }
    answer = () => {}
    await expect(readVersion(impatient)).rejects.toMatchObject({ transient: true })
    answer = (_, response) => void response.writeHead(200).write('{')
    await expect(readVersion(impatient)).rejects.toMatchObject({ transient: true })
  })

  it('ends when its caller aborts it', async () => {
    const waiting = new AbortController()
    answer = () => waiting.abort()
    const call = { ...callFrom(waiting.signal), params: {}, body: undefined }
    await expect(caller.call(version, call)).rejects.toMatchObject({ transient: true })
  })

  it('limits the size of an answer', async () => {
    const part = Buffer.alloc(1024 * 1024, ' ')
    answer = (_, response) => {
      const write = () => {
        while (response.write(part));
        response.once('drain', write)
      }
      response.once('error', () => {})
      write()
    }
    await expect(readVersion()).rejects.toThrow('UND_ERR_RES_EXCEEDED_MAX_SIZE')
  })

  it.each(['..', '../placement', 'x/../../scan', ''])(
    'is not sent with %j as a part of its path',
    async (command) => {
      const body = { placement, epoch: 1, args: {} }
      const call = { ...callFrom(), params: { tenantId, command }, body }
      await expect(caller.call(runCommand, call)).rejects.toThrow()
      expect(received).toEqual([])
    },
  )

  it('fails if the data plane cannot be reached', async () => {
    await server.close()
    await expect(provisioning()).rejects.toMatchObject({
      message: 'the data plane cannot be reached (ECONNREFUSED)',
      transient: true,
    })
  })
})
