import { once } from 'node:events'
import { connect } from 'node:net'

export interface PostgresAddress {
  host: string
  port: number
}

/** `starting`: it answers, but accepts no connections, as while it recovers from a crash. */
export type PostgresState = 'open' | 'starting' | 'silent'

const timeoutMs = 1_500
/** How long an answer is shared with later callers: the server forks a process for each probe. */
const freshMs = 100

/**
 * A login's first message, of protocol 3.0, for a user who need not exist: the server asks for a password
 * or refuses. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const startup = Buffer.from('\0\0\0\x18\0\x03\0\0user\0readiness\0\0', 'latin1')
/** Field C, the SQLSTATE, of a refusal because the server is starting up or shutting down. */
const cannotConnectNow = 'C57P03\0'

/** Whether a PostgreSQL server accepts connections. Costs a tenth of a login. Never rejects. */
export async function postgresState({ host, port }: PostgresAddress): Promise<PostgresState> {
  const socket = connect(port, host)
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    await once(socket, 'connect', { signal })
    socket.write(startup)
    const [answer] = await once(socket, 'data', { signal })
    return answer.includes(cannotConnectNow) ? 'starting' : 'open'
  } catch {
    return 'silent'
  } finally {
    socket.destroy()
  }
}

/** Shares the probe among any number of callers: one probe at a time, and at most ten per second. */
export function createPostgresProbe(address: PostgresAddress): () => Promise<PostgresState> {
  let last: { state: Promise<PostgresState>; endedMs: number } | undefined
  return () => {
    if (last && performance.now() - last.endedMs < freshMs) return last.state
    const probe = { state: postgresState(address), endedMs: Number.POSITIVE_INFINITY }
    probe.state.finally(() => {
      probe.endedMs = performance.now()
    })
    last = probe
    return probe.state
  }
}
