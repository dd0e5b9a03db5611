import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import { filterOf, labelNames } from './names.ts'

const retryMs = 1_000

/**
 * Tells of each container of a tenant that ends or is paused, until it is aborted, and of none in particular
 * when it listens again after Docker was away.
 */
export function watchDeaths(
  docker: Docker,
  platform: string,
  { signal, onDeath }: { signal: AbortSignal; onDeath(tenantId?: string): void },
): void {
  async function follow(): Promise<void> {
    while (!signal.aborted) {
      await listen().catch(() => {}) // whoever compares lists notices what is missed here
      await sleep(retryMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) onDeath()
    }
  }

  async function listen(): Promise<void> {
    const stream = await docker.getEvents({
      filters: { type: ['container'], event: ['die', 'oom', 'pause'], ...filterOf(platform) },
    })
    let rest = ''
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) tell(line)
    })
    await once(stream, 'close', { signal }).finally(() => end(stream))
  }

  function tell(line: string): void {
    const tenantId = tenantOf(line)
    if (tenantId !== undefined) onDeath(tenantId)
  }

  void follow()
}

/** What Docker answers is a response of Node's, which its types do not say. */
function end(stream: NodeJS.ReadableStream): void {
  if (stream instanceof Readable) stream.destroy()
}

/** Whose container an event is about; undefined for what is no event. */
function tenantOf(line: string): string | undefined {
  try {
    return JSON.parse(line).Actor?.Attributes?.[labelNames.tenant]
  } catch {
    return undefined
  }
}
