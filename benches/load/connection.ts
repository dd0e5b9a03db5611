import { once } from 'node:events'
import { connect } from 'node:net'

export interface Connection {
  /** Sends a request and reads its answer to the end. Resolves to its status; 0 if the connection broke. */
  exchange(request: Buffer): Promise<number>
  close(): void
}

const headEnd = '\r\n\r\n'
const lastChunk = '0\r\n\r\n'

/**
 * One kept-alive connection that understands just enough of HTTP/1.1 to find the end of an answer: a load
 * generator has to be cheaper than what it measures.
 */
export async function openConnection({ hostname, port }: URL): Promise<Connection> {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  socket.setEncoding('latin1')
  let answered: ((status: number) => void) | undefined
  let text = ''

  const finish = (status: number) => {
    text = ''
    const resolve = answered
    answered = undefined
    resolve?.(status)
  }
  socket.on('data', (chunk: string) => {
    text = text === '' ? chunk : text + chunk
    if (isWhole(text)) finish(Number(text.slice(9, 12)))
  })
  socket.on('error', () => {})
  socket.on('close', () => finish(0))

  return {
    exchange(request) {
      if (socket.destroyed) return Promise.resolve(0)
      return new Promise((resolve) => {
        answered = resolve
        socket.write(request)
      })
    },
    close: () => void socket.destroy(),
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf(headEnd)
  if (end === -1) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end + 2))?.[1]
  if (length !== undefined) return text.length >= end + headEnd.length + Number(length)
  const status = text.slice(9, 12)
  return status === '204' || status === '304' || text.endsWith(lastChunk)
}
