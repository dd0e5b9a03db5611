import { describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { runStep } from '../testing/run-step.ts'
import { testEnv } from '../testing/test-env.ts'
import { answerOwnHosts } from './answer-own-hosts.ts'

const config = readConfig(await testEnv())

function request(host: string, path: string, { stopping = false, canServe = true } = {}) {
  const context = { config, stopping, registry: { canServe: () => canServe } }
  return runStep(answerOwnHosts(context), { before: { host }, path })
}

describe('answerOwnHosts', () => {
  it.each(['localhost', '127.0.0.1'])('reports its health on %s', async (host) => {
    expect((await request(host, '/livez')).answer.status).toBe(200)
    expect((await request(host, '/readyz')).answer.status).toBe(200)
  })

  it('is not ready without any source, nor while it stops', async () => {
    const noSource = await request('localhost', '/readyz', { canServe: false })
    expect(noSource.answer.status).toBe(503)
    const stopping = await request('localhost', '/readyz', { stopping: true })
    expect(stopping.answer.status).toBe(503)
    expect(stopping.answer.headers.get('retry-after')).toBe('1')
    expect((await request('localhost', '/livez', { stopping: true })).answer.status).toBe(200)
  })

  it('answers nothing else on local hosts', async () => {
    const { answer } = await request('localhost', '/polls')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ code: 'unknown_host' })
  })

  it('leaves a tenant its paths', async () => {
    const { answer } = await request('thor.polls.localhost', '/livez')
    expect(answer.status).toBe(299)
  })

  it('serves a page on the bare base domain', async () => {
    const { answer } = await request('polls.localhost', '/')
    expect(answer.headers.get('content-type')).toContain('text/html')
    const page = await answer.text()
    expect(page).toContain('<h1>polls.localhost</h1>')
    expect(page).toContain('.polls.localhost</code>')
    expect((await request('polls.localhost', '/polls')).answer.status).toBe(404)
  })
})
