import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export interface CuttableProxy {
  /** The URL of the target, through the proxy. */
  url: string
  /** Breaks all connections and refuses new ones, as if the server had been killed. */
  cut(): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/** A proxy in front of a server that tests cannot kill because others use it too. */
export async function startCuttableProxy(target: string): Promise<CuttableProxy> {
  const to = new URL(target)
  const sockets = new Set<Socket>()
  let server = await listen(to, sockets, 0)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  return {
    url: url.href,
    cut,
    async mend() {
      server = await listen(to, sockets, port)
    },
    close: cut,
  }
}

async function listen(to: URL, sockets: Set<Socket>, port: number): Promise<Server> {
  const server = createServer((client) => {
    const upstream = connect(Number(to.port), to.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream).pipe(client)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
