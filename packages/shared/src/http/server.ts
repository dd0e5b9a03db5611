import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ConfigError } from '../config.ts'
import { SequentialResponse, takeOneAtATime } from './one-at-a-time.ts'

export interface ServeOptions {
  listener: RequestListener
  host: string
  port: number
  /** The maximum size of a request's head. */
  maxHeaderBytes?: number
  /** The time in which a request's head must arrive. */
  headersTimeoutMs?: number
  /** The time in which a request must arrive, including its body; 0 for no limit (streams). */
  requestTimeoutMs?: number
}

export interface RunningServer {
  url: string
  port: number
  server: Server
  /** Accepts no more connections, lets requests under way end for `graceMs`, then closes them. */
  close(graceMs?: number): Promise<void>
}

/**
 * Starts an HTTP server that serves the requests of a connection one at a time. Rejects with a ConfigError
 * if it cannot listen, for instance because the port is taken.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: options.maxHeaderBytes ?? 16_384,
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      requestTimeout: options.requestTimeoutMs ?? 60_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      ServerResponse: SequentialResponse,
    },
    options.listener,
  )
  takeOneAtATime(server)
  const silent = silentSockets(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) => reject(new ConfigError(`cannot start: ${message}`)))
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}`,
    port,
    server,
    close: (graceMs) => drain(server, silent, graceMs),
  }
}

/** A new connection may have a request on its way, which is answered although the server stops. */
const newForMs = 500

/**
 * Connections on which nothing has been sent, and that are not new. Node does not regard them as idle, and
 * would wait for their clients.
 */
function silentSockets(server: Server): () => Socket[] {
  const sinceMs = new Map<Socket, number>()
  server.on('connection', (socket: Socket) => {
    sinceMs.set(socket, performance.now())
    socket.once('close', () => sinceMs.delete(socket))
  })
  return () => {
    const nowMs = performance.now()
    const silent = [...sinceMs].filter(
      ([{ bytesRead }, ms]) => bytesRead === 0 && nowMs - ms > newForMs,
    )
    return silent.map(([socket]) => socket)
  }
}

function drain(server: Server, silent: () => Socket[], graceMs = 10_000): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // A kept-alive connection becomes idle only when its last answer has ended.
    const tidy = setInterval(() => {
      server.closeIdleConnections()
      for (const socket of silent()) socket.destroy()
    }, 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(tidy)
      resolve()
    })
  })
}
