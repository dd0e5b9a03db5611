import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OnceServer {
  url: string
  close(): Promise<void>
}

/**
 * Serves what the workers of a test run share. Each maker runs once, at the first `GET /<name>`, and everybody
 * gets its result as JSON, or a 500 with the reason if it failed.
 */
export async function serveOnce(
  makers: Record<string, () => Promise<unknown>>,
): Promise<OnceServer> {
  const made = new Map<string, Promise<unknown>>()
  const server = createServer(async (request, response) => {
    const name = request.url?.slice(1) ?? ''
    try {
      const making = made.get(name) ?? makers[name]?.() ?? Promise.reject(new Error(`no ${name}`))
      made.set(name, making)
      response.end(JSON.stringify((await making) ?? null))
    } catch (error) {
      response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
