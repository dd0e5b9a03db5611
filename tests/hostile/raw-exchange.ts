import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Bytes for a server, and the pause before each further piece. */
export interface Outgoing {
  pieces: readonly Buffer[]
  pauseMs?: number
}

/** The server's reaction: the status of its answer, or a closed connection without one. */
export type Reaction = number | 'closed' | 'silent'

const patienceMs = 60_000

/** Sends bytes over a new connection, until the head of an answer has arrived or the connection ends. */
export function exchangeRaw(url: string, outgoing: Outgoing): Promise<Reaction> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let received = ''
    const settle = (reaction: Reaction) => {
      clearTimeout(deadline)
      socket.destroy()
      resolve(reaction)
    }
    const deadline = setTimeout(settle, patienceMs, 'silent')
    socket.setEncoding('latin1')
    socket.on('connect', () => void sendPieces(socket.write.bind(socket), outgoing))
    socket.on('data', (text) => {
      received += text
      const status = finalStatus(received)
      if (status !== undefined) settle(status)
    })
    socket.on('close', () => settle(finalStatus(received) ?? 'closed'))
    // A reset while we are still writing means that the server has closed the connection.
    socket.on('error', () => {})
  })
}

async function sendPieces(write: (piece: Buffer) => boolean, { pieces, pauseMs }: Outgoing) {
  for (const piece of pieces) {
    write(piece)
    if (pauseMs !== undefined) await pause(pauseMs)
  }
}

/** The status of the first final answer, once its head is complete. */
function finalStatus(received: string): number | undefined {
  for (const [, status] of received.matchAll(/^HTTP\/1\.1 (\d{3}) [\s\S]*?\r\n\r\n/gm)) {
    if (Number(status) >= 200) return Number(status)
  }
  return undefined
}
