import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'

export interface OpenOptions {
  method?: string
  path?: string
  headers?: Record<string, string>
}

/** A request whose body is written and whose answer is read piece by piece, and which can be aborted. */
export function openRequest(url: string, host: string, options: OpenOptions = {}): ClientRequest {
  const { hostname, port } = new URL(url)
  const headers = { ...options.headers, host }
  const outgoing = request({ ...options, hostname, port, agent: false, headers })
  outgoing.on('error', () => {})
  return outgoing
}

/** The answer, as soon as its head has arrived. */
export async function answerTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  return (await once(outgoing, 'response'))[0]
}
