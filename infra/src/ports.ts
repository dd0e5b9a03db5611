import { once } from 'node:events'
import { createServer } from 'node:net'
import { ConfigError } from '@mt/shared/config'
import getPort from 'get-port'

/** A free port on loopback: the preferred one if it is free. */
export function freePort(preferred?: number): Promise<number> {
  return getPort({ host: '127.0.0.1', ...(preferred ? { port: preferred } : {}) })
}

/**
 * Checks ports, given by the variables that set them, before any server is started. Throws a ConfigError
 * that names every variable whose port is taken, or given twice.
 */
export async function assertPortsFree(ports: Record<string, number>, host: string): Promise<void> {
  const problems = []
  const seen = new Map<number, string>()
  for (const [variable, port] of Object.entries(ports)) {
    const other = seen.get(port)
    if (other) problems.push(`${variable} and ${other} are both ${port}`)
    else if (!(await isFree(port, host))) problems.push(`${variable}: port ${port} is taken`)
    seen.set(port, variable)
  }
  if (problems.length > 0) {
    throw new ConfigError(
      `${problems.join('; ')}. Set the variable to a free port, in the environment or in .env`,
    )
  }
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
