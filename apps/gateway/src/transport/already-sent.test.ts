import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'

/** A module of its own, however often the file was imported before. */
const importAnew = async (at: string): Promise<typeof import('./already-sent.ts')> => import(at)

describe('alreadySent', () => {
  it('leaves an answer alone that is still being sent, in whatever order modules are loaded', async () => {
    const app = new Hono<{ Bindings: HttpBindings }>()
    const listener = getRequestListener(app.fetch as never) // replaces the global Response
    const replaced = new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
    const alreadySent = replaced.clone()
    const loadedLater = (await importAnew('./already-sent.ts?later')).alreadySent
    app.get('/:which', async (c) => {
      const { outgoing } = c.env
      outgoing.writeHead(200)
      outgoing.write('first, ')
      setImmediate(() => outgoing.end('last'))
      return c.req.param('which') === 'clone' ? alreadySent : loadedLater
    })
    const server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    for (const which of ['clone', 'loaded-later']) {
      const answer = await fetch(`http://127.0.0.1:${port}/${which}`)
      expect(await answer.text()).toBe('first, last')
    }
    server.closeAllConnections()
    server.close()
  })
})
