import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OnceServer {
  url: string
  close(): Promise<void>
}

/**
 * Makes things for the workers of a test run: each when the first of them asks for it by `GET /<name>`,
 * and once. The answer is JSON; what could not be made is a 500 that says why, for everybody who asks.
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
