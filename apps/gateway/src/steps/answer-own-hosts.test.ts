import { RegistryUnavailable } from '@mt/registry/registry'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { runStep } from '../testing/run-step.ts'
import { testEnv } from '../testing/test-env.ts'
import { answerOwnHosts } from './answer-own-hosts.ts'

const config = readConfig(await testEnv())

function request(host: string, path: string, { stopping = false, canServe = true } = {}) {
  const mayHaveCertificate = async (name: string) => {
    if (!canServe) throw new RegistryUnavailable('no source')
    return name === 'thor.polls.localhost'
  }
  const context = {
    config,
    stopping,
    registry: { canServe: () => canServe },
    certificateNames: { mayHaveCertificate },
  }
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

  it('tells a front which names may have a certificate, on local hosts only', async () => {
    const ask = async (name: string, more = {}) =>
      (await request('localhost', `/tls/ask?domain=${name}`, more)).answer.status
    expect(await ask('thor.polls.localhost')).toBe(200)
    expect(await ask('nobody.polls.localhost')).toBe(404)
    expect(await ask('')).toBe(404)
    expect(await ask('thor.polls.localhost', { canServe: false })).toBe(503)
    const tenants = await request('thor.polls.localhost', '/tls/ask?domain=thor.polls.localhost')
    expect(tenants.answer.status).toBe(299)
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
