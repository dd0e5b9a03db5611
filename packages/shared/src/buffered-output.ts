import cluster from 'node:cluster'
import { type DestinationStream, pino } from 'pino'

/** Lines are held for this long, or until this many bytes are held. */
const maxWaitMs = 100
const maxHeldBytes = 8_192
/**
 * The size up to which a write to a pipe is atomic (PIPE_BUF on Linux), so that lines of processes that
 * share one never mix.
 */
const atomicBytes = 4_096

/**
 * Standard output that combines many lines into one write: a write for each line costs a server a fifth of
 * its time. A process that ends normally or with an error loses no lines; one that is killed loses those of
 * its last tenth of a second.
 */
export function bufferedOutput(
  output = standardOutput(),
): DestinationStream & { flushSync(): void } {
  let due: NodeJS.Timeout | undefined

  function flushSync(): void {
    clearTimeout(due)
    due = undefined
    process.off('exit', flushSync)
    output.flushSync()
  }

  function hold(): void {
    due = setTimeout(flushSync, maxWaitMs)
    process.on('exit', flushSync)
  }

  return {
    flushSync,
    write(line) {
      output.write(line)
      if (!due) hold()
    },
  }
}

function standardOutput(): { write(line: string): unknown; flushSync(): void } {
  if (!cluster.isWorker) return pino.destination({ sync: true, minLength: maxHeldBytes })
  return pino.destination({ sync: true, minLength: atomicBytes - 1, maxWrite: atomicBytes })
}
