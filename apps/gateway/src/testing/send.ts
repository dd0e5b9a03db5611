import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export interface Sent {
  /** The Host header; the connection goes to the gateway's own address. */
  host: string
  method?: string
  path?: string
  headers?: OutgoingHttpHeaders
  body?: string | Buffer
}

export interface Received {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  /** The parsed JSON of the body, if it has any. */
  json(): { code?: string; [field: string]: unknown }
}

/** Sends one request over its own connection and reads the whole answer. Rejects if it is cut off. */
export function send(url: string, { host, body, headers, ...rest }: Sent): Promise<Received> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = { ...rest, hostname, port, agent: false, headers: { ...headers, host } }
    const outgoing = request(options, async (answer) => {
      try {
        const chunks = await answer.toArray()
        const received = Buffer.concat(chunks)
        const json = () => JSON.parse(received.toString())
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received, json })
      } catch (error) {
        reject(error)
      }
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Writes bytes unchanged and reads until the connection ends. */
export function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let received = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })
}
