import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { ConfigError } from '@mt/shared/config'
import { describe, expect, it } from 'vitest'
import { assertPortsFree, freePort } from './ports.ts'

async function listenAnywhere() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.dispose]: () => void server.close() }
}

describe('assertPortsFree', () => {
  it('lets free ports pass', async () => {
    const ports = { GATEWAY_PORT: await freePort(), DATA_PLANE_PORT: await freePort() }
    await expect(assertPortsFree(ports, '127.0.0.1')).resolves.toBeUndefined()
  })

  it('names the variable whose port is taken', async () => {
    using taken = await listenAnywhere()
    const check = assertPortsFree({ DATA_PLANE_PORT: taken.port }, '127.0.0.1')
    await expect(check).rejects.toThrow(`DATA_PLANE_PORT: port ${taken.port} is taken`)
    await expect(check).rejects.toBeInstanceOf(ConfigError)
  })

  it('names both variables of a port that is given twice', async () => {
    const port = await freePort()
    const check = assertPortsFree({ GATEWAY_PORT: port, DATA_PLANE_PORT: port }, '127.0.0.1')
    await expect(check).rejects.toThrow(`DATA_PLANE_PORT and GATEWAY_PORT are both ${port}`)
  })
})

describe('freePort', () => {
  it('gives another port when the preferred one is taken', async () => {
    using taken = await listenAnywhere()
    expect(await freePort(taken.port)).not.toBe(taken.port)
  })
})
