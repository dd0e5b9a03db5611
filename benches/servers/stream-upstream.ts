import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'

/**
 * Receives and sends large bodies as streams: POST reads everything and answers with the size; GET /<bytes>
 * sends that many bytes.
 */
const chunk = Buffer.alloc(65_536, 120)

const server = createServer(async (request, response) => {
  try {
    if (request.method !== 'POST') return await send(Number(request.url?.slice(1)))
    let bytes = 0
    for await (const part of request) bytes += part.length
    response.end(String(bytes))
  } catch {
    response.destroy()
  }

  async function send(bytes: number): Promise<void> {
    response.writeHead(200, { 'content-length': bytes })
    await pipeline(chunksOf(bytes), response)
  }
})
server.listen(Number(process.argv[2]), '127.0.0.1')

function* chunksOf(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= chunk.length) {
    yield left >= chunk.length ? chunk : chunk.subarray(0, left)
  }
}
