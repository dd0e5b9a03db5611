import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export interface Sent {
  /** The host that is named; the connection goes to the gateway's own address. */
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
  /** The body's JSON, for answers that have one. */
  json(): { code?: string; [field: string]: unknown }
}

/** Sends one request over a connection of its own and reads the whole answer. Rejects when it is cut. */
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

/** Writes bytes as they are and reads what comes until the connection ends. */
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
