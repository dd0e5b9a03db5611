import { once } from 'node:events'
import { connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { PasswordCaller } from '@mt/credentials/passwords/passwords'
import { serve } from '@mt/shared/http/server'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { passwordCaller } from './client.ts'
import type { TenantEnv } from './require-tenant.ts'

describe('passwordCaller', () => {
  it('is aborted when the client leaves', async () => {
    const asked = Promise.withResolvers<PasswordCaller>()
    const app = new Hono<TenantEnv>().get('/', (c) => {
      c.set('tenant', { tenantId: 'thor' } as TenantEnv['Variables']['tenant'])
      asked.resolve(passwordCaller(c))
      return new Promise<never>(() => {})
    })
    const listener = getRequestListener(app.fetch)
    const server = await serve({ listener, host: '127.0.0.1', port: 0 })
    const client = connect(server.port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: thor\r\nX-Forwarded-For: ::ffff:192.0.2.1\r\n\r\n')
    const { signal, ...owner } = await asked.promise
    expect(owner).toEqual({ tenant: 'thor', client: '192.0.2.1' })
    expect(signal?.aborted).toBe(false)
    client.destroy()
    if (!signal?.aborted) await once(signal as AbortSignal, 'abort')
    await server.close(0)
  })
})
