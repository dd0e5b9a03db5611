import { once } from 'node:events'
import { connect } from 'node:net'

export interface PostgresAddress {
  host: string
  port: number
}

const timeoutMs = 1_500
/** How long an answer stands for those who ask after it: the server forks for each question. */
const freshMs = 100

/** The request for encryption that any client may begin with: eight bytes, answered with one. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * Whether a PostgreSQL server takes up connections, also while it recovers from a crash. It costs a tenth
 * of a login. Never rejects.
 */
export async function answersPostgres({ host, port }: PostgresAddress): Promise<boolean> {
  const socket = connect(port, host)
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

/** The same for any number of callers: the server is asked once at a time, and ten times a second at most. */
export function askPostgres(address: PostgresAddress): () => Promise<boolean> {
  let asked: { answers: Promise<boolean>; endedMs: number } | undefined
  return () => {
    if (asked && performance.now() - asked.endedMs < freshMs) return asked.answers
    const question = { answers: answersPostgres(address), endedMs: Number.POSITIVE_INFINITY }
    question.answers.finally(() => {
      question.endedMs = performance.now()
    })
    asked = question
    return question.answers
  }
}
