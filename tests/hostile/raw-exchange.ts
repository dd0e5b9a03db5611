import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Bytes for a server, and the pause before each further piece. */
export interface Outgoing {
  pieces: readonly Buffer[]
  pauseMs?: number
}

/** What a server made of them: the status of its answer, or that it closed the connection without one. */
export type Reaction = number | 'closed' | 'silent'

const patienceMs = 60_000

/** Sends bytes as they are over a connection of their own, until the head of an answer is there or the connection ends. */
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
    // A connection that is reset while we still write was closed.
    socket.on('error', () => {})
  })
}

async function sendPieces(write: (piece: Buffer) => boolean, { pieces, pauseMs }: Outgoing) {
  for (const piece of pieces) {
    write(piece)
    if (pauseMs !== undefined) await pause(pauseMs)
  }
}

/** The status of the first answer that is not interim, once its head is whole. */
function finalStatus(received: string): number | undefined {
  for (const [, status] of received.matchAll(/^HTTP\/1\.1 (\d{3}) [\s\S]*?\r\n\r\n/gm)) {
    if (Number(status) >= 200) return Number(status)
  }
  return undefined
}
