import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import {
  type ConsoleConfig,
  requireOwnOrigin,
  sessionToken,
  setSessionCookie,
} from './session-cookie.ts'

/** A console with its own origin, behind a proxy that terminates TLS. */
const behindTls: ConsoleConfig = { origin: 'https://ops.example.org' }

function service(config: ConsoleConfig) {
  return new Hono()
    .get('/in', (c) => {
      setSessionCookie(c, config, 'token')
      return c.body(null, 204)
    })
    .get('/who', (c) => c.text(sessionToken(c, config) ?? 'nobody'))
    .post('/', (c) => {
      requireOwnOrigin(c, config)
      return c.body(null, 204)
    })
    .onError((error, c) => c.text(error.message, 403))
}

describe('the console’s cookie behind TLS', () => {
  const app = service(behindTls)

  it('is Secure, and bound to its host by its name', async () => {
    const cookie = (await app.request('/in')).headers.get('set-cookie')
    expect(cookie).toBe(
      '__Host-console=token; Max-Age=43200; Path=/; HttpOnly; Secure; SameSite=Strict',
    )
  })

  it('is not accepted under its name without TLS', async () => {
    const ask = async (cookie: string) =>
      (await app.request('/who', { headers: { cookie } })).text()
    expect(await ask('console=token')).toBe('nobody')
    expect(await ask('__Host-console=token')).toBe('token')
  })

  it.each([
    ['https://ops.example.org', 204],
    ['http://ops.example.org', 403],
    ['https://ops.example.org.evil.example', 403],
    ['http://localhost', 403],
  ])('writes from %s: %i', async (origin, status) => {
    const headers = { origin, host: 'localhost' }
    expect((await app.request('/', { method: 'POST', headers })).status).toBe(status)
  })
})
