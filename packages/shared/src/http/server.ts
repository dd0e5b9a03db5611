import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ConfigError } from '../config.ts'
import { AnswerInTurn, takeOneAtATime } from './one-at-a-time.ts'

export interface ServeOptions {
  listener: RequestListener
  host: string
  port: number
  /** The whole of a request's head may be this large. */
  maxHeaderBytes?: number
  /** A request's head must have arrived in this time. */
  headersTimeoutMs?: number
  /** A request must have arrived in this time, body included; 0 for no end (streams). */
  requestTimeoutMs?: number
}

export interface RunningServer {
  url: string
  port: number
  server: Server
  /** Takes no more connections, lets requests under way end for `graceMs`, then cuts them. */
  close(graceMs?: number): Promise<void>
}

/** Starts an HTTP server, which serves the requests of a connection one at a time. Rejects with a ConfigError where it cannot listen: the port is taken, or not to be had. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: options.maxHeaderBytes ?? 16_384,
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      requestTimeout: options.requestTimeoutMs ?? 60_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      ServerResponse: AnswerInTurn,
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

/** A request may be on its way on a connection that has just come, and is answered though the server stops. */
const newForMs = 500

/**
 * Connections on which nothing has been said, and not for being new. Node does not take them for idle, and
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
    // A connection that is kept alive becomes idle when its last answer has ended, not before.
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
