import Docker from 'dockerode'

const callTimeoutMs = 60_000

/** Docker's API at `unix://path` or `tcp://host:port`. */
export function openEngine(address: string): Docker {
  const url = new URL(address)
  if (url.protocol === 'unix:')
    return new Docker({ socketPath: url.pathname, timeout: callTimeoutMs })
  return new Docker({
    protocol: 'http',
    host: url.hostname,
    port: url.port || 2375,
    timeout: callTimeoutMs,
  })
}

/** What Docker answers, or undefined where it knows no such thing. Throws what else it says. */
export function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  return unless(call, 404)
}

/** As `call`, but for answers of Docker that say that nothing is left to do. */
export async function unless<T>(call: Promise<T>, ...statuses: number[]): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (statuses.includes(statusOf(error))) return undefined
    throw error
  }
}

function statusOf(error: unknown): number {
  return Number((error as { statusCode?: number } | undefined)?.statusCode ?? 0)
}
