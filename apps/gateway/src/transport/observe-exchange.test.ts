import { serve } from '@mt/shared/http/server'
import { createLineWriter, createLogger } from '@mt/shared/logger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMetrics } from '../metrics.ts'
import { send } from '../testing/send.ts'
import { observeExchange } from './observe-exchange.ts'

const lines: Record<string, unknown>[] = []
const write = (line: string) => void lines.push(JSON.parse(line))
const logger = createLogger('gateway', 'info', { write })
const observer = { logAccess: createLineWriter(logger, 'request'), metrics: createMetrics() }
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  server = await serve({
    host: '127.0.0.1',
    port: 0,
    listener: (incoming, outgoing) => {
      const exchange = observeExchange(observer, incoming, outgoing)
      exchange.tenant = 'thor'
      if (incoming.url === '/cut') outgoing.destroy()
      else outgoing.writeHead(404).end()
    },
  })
})
afterAll(() => server.close(0))

describe('observeExchange', () => {
  it('writes one line, without query and headers', async () => {
    const host = 'thor.polls.localhost'
    const headers = { authorization: 'Bearer secret-1' }
    const answer = await send(server.url, { host, headers, path: '/polls?token=secret-2' })
    await expect.poll(() => lines).toHaveLength(1)
    expect(lines[0]).toEqual({
      ...{ method: 'GET', host, tenant: 'thor', path: '/polls', status: 404 },
      ...{ ms: expect.any(Number), requestId: answer.headers['x-request-id'] },
      ...{ level: 30, time: expect.any(Number), service: 'gateway', msg: 'request' },
    })
    const counted = await observer.metrics.requests.get()
    expect(counted.values).toMatchObject([{ value: 1, labels: { status: '4xx' } }])
  })

  it('marks an answer that was cut', async () => {
    lines.length = 0
    await expect(send(server.url, { host: 'a', path: '/cut' })).rejects.toThrow()
    await expect.poll(() => lines).toMatchObject([{ path: '/cut', aborted: true }])
  })
})
