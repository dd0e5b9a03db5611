import { once } from 'node:events'
import type { ClientRequest } from 'node:http'
import { openRequest } from './open-request.ts'

/**
 * Sends requests whose bodies are begun and not ended, and waits until the gateway reads each of them. The
 * first bytes are `begun`; `Content-Length` declares more.
 */
export function openUnfinished(
  url: string,
  host: string,
  { count, bytes, begun = 'x' }: { count: number; bytes?: number | undefined; begun?: string },
): Promise<ClientRequest[]> {
  const length = bytes === undefined ? {} : { 'content-length': String(bytes) }
  const headers = { ...length, expect: '100-continue' }
  const requests = Array.from({ length: count }, async () => {
    const outgoing = openRequest(url, host, { method: 'POST', path: '/login', headers })
    outgoing.flushHeaders()
    await once(outgoing, 'continue')
    outgoing.write(begun)
    return outgoing
  })
  return Promise.all(requests)
}
