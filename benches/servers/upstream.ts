import { createServer } from 'node:net'

/** A service that costs next to nothing: it answers every request head with the same kilobyte. */
const body = JSON.stringify({ text: 'x'.repeat(1_013) })
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
)

const server = createServer({ noDelay: true }, (socket) => {
  let rest = ''
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  socket.on('data', (chunk: string) => {
    rest += chunk
    for (let end = rest.indexOf('\r\n\r\n'); end !== -1; end = rest.indexOf('\r\n\r\n')) {
      rest = rest.slice(end + 4)
      socket.write(answer)
    }
  })
})
server.listen(Number(process.argv[2]), '127.0.0.1')
