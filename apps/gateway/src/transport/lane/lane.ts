import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { GatewayContext } from '../../context.ts'
import { requestPath } from '../../request-path.ts'
import { recordExchange } from '../observe-exchange.ts'
import { ClientConnection, type ClientOwner } from './client-connection.ts'
import { laneTransport } from './lane-transport.ts'
import { serveExchange } from './serve-exchange.ts'
import { sweep } from './sweep.ts'

export interface Lane {
  /** Lets requests under way end for `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>
}

/** A request that is incomplete after this time goes to Node's server, which has its own time limits. */
const patienceMs = 50
const sweepEveryMs = 100
/** How long a connection counts as new when the gateway stops, as in server.ts of shared. */
const newForMs = 500
/** The answer of Node's own server to a client that connects and sends nothing. */
const requestTimeout = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'
/** As long as Node's own server (server.ts of shared) keeps connections. */
const keepAliveMs = 65_000
/** Larger bodies are not collected before they are forwarded. */
const maxBodyBytes = 65_536

/**
 * The lane in front of Node's HTTP server: plain requests take the request path's steps without the server.
 * The lane understands few things, but exactly; a connection with any other input is handed
 * over to the server for good, with every byte that is not answered yet.
 */
export function putLaneBefore(server: Server, context: GatewayContext): Lane {
  const { maxHeaderBytes, headersTimeoutMs, ...limits } = context.config.limits
  const connections = new Set<ClientConnection>()
  const serverListeners = server.listeners('connection')
  server.removeAllListeners('connection')

  const steps = requestPath(context, laneTransport)
  const owner: ClientOwner = {
    limits: {
      maxHeadBytes: maxHeaderBytes,
      maxBodyBytes: Math.min(maxBodyBytes, limits.maxBodyBytes),
    },
    get isStopping() {
      return context.stopping
    },
    serve: (exchange) => void serveExchange(context, steps, exchange),
    handOver(socket, input) {
      socket.pause()
      if (input !== '') socket.unshift(Buffer.from(input, 'latin1'))
      for (const listener of serverListeners) listener.call(server, socket)
      socket.resume()
    },
    record: (exchange, ending) => recordExchange(context, exchange, ending),
    forget: (connection) => void connections.delete(connection),
  }

  server.on('connection', (socket: Socket) => {
    connections.add(new ClientConnection(socket, owner))
  })

  /** One timer for all connections. */
  const sweeping = sweep(sweepEveryMs, (nowMs) => {
    for (const connection of connections) {
      const waitedMs = nowMs - connection.sinceMs
      if (connection.isWaiting && waitedMs > patienceMs) connection.handOver()
      if (!connection.isIdle) continue
      if (connection.isNew && waitedMs > headersTimeoutMs) connection.socket.end(requestTimeout)
      else if (isOver(connection, waitedMs)) connection.socket.destroy()
    }
  })

  /** Whether an idle connection has waited for a request long enough. */
  function isOver({ isNew }: ClientConnection, waitedMs: number): boolean {
    if (context.stopping) return !isNew || waitedMs > newForMs
    return waitedMs > keepAliveMs
  }

  return {
    close(graceMs) {
      return new Promise((resolve) => {
        const cut = setTimeout(() => {
          for (const { socket } of connections) socket.destroy()
        }, graceMs)
        const polling = setInterval(() => {
          if (connections.size > 0) return
          for (const timer of [cut, polling, sweeping]) clearInterval(timer)
          resolve()
        }, 20)
      })
    },
  }
}
