import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  port: number
  /** Cuts all connections and refuses new ones, like a server that was killed. */
  cut(): Promise<void>
  /** Accepts connections again. */
  restore(): Promise<void>
  /** Forwards nothing and closes nothing, like a server that hangs. */
  hang(hangs: boolean): void
  close(): Promise<void>
}

/** A proxy between a client and a real server, so that a test can make the server unavailable. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let hanging = false
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => hanging || to.write(data))
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo

  function cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    return closed
  }

  return {
    port,
    cut,
    restore: () => listen(port),
    hang(hangs) {
      hanging = hangs
    },
    async close() {
      if (server.listening) await cut()
    },
  }
}
