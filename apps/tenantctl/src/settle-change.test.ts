import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient } from './api/client.ts'
import { createWriter } from './output/writer.ts'
import { settleChange } from './settle-change.ts'
import type { Tools } from './verb.ts'

const open = { id: 'o1', kind: 'suspend', state: 'running', finishedAt: null, steps: [] }
const failed = { ...open, state: 'failed', finishedAt: 'now', error: 'the service is unavailable' }

let server: Server | undefined
afterEach(() => void server?.close())

/** Tools with a control plane that starts an operation, sends these events and closes the stream. */
async function toolsFor(events: object[]): Promise<Tools> {
  server = createServer((request, response) => {
    if (request.url?.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`)
      return void response.end()
    }
    response.writeHead(202, { 'content-type': 'application/json' })
    response.end(JSON.stringify(open))
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { client: createClient({ url, apiKey: 'k' }), out: createWriter(true), failed() {} }
}

const suspend = (tools: Tools) =>
  settleChange(tools, 'POST /v1/tenants/{id}/suspend', { path: { id: 'thor' }, wait: true })

describe('settleChange', () => {
  it('ends with 1 and the reason when the operation fails', async () => {
    const tools = await toolsFor([open, failed])
    await expect(suspend(tools)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('the service is unavailable'),
    })
  })

  it('ends with 4 when the control plane stops sending events', async () => {
    const tools = await toolsFor([open])
    await expect(suspend(tools)).rejects.toMatchObject({ exitCode: 4 })
  })
})
