import { once } from 'node:events'
import { connect } from 'node:net'

const timeoutMs = 2_000

/** The request for encryption that any client may begin with: eight bytes, answered with one. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/** Whether a PostgreSQL server takes up connections. It costs less than to log in. Never rejects. */
export async function answersPostgres(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    await once(socket, 'connect', { signal })
    socket.write(sslRequest)
    await once(socket, 'data', { signal })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
