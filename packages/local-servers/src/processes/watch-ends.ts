import { stillRuns } from './process-start.ts'
import type { RecordedProcess } from './recorded-process.ts'

export interface EndWatch<Process extends RecordedProcess> {
  /** Watches these processes from now on, and no others. */
  follow(processes: readonly Process[]): void
  close(): void
}

/**
 * Reports each process that has ended, once, within `everyMs`. For processes that another process started,
 * whose end the system reports to nobody else.
 */
export function watchEnds<Process extends RecordedProcess>(
  onEnd: (process: Process) => void,
  everyMs = 1_000,
): EndWatch<Process> {
  let followed: readonly Process[] = []
  const timer = setInterval(() => {
    const ended = followed.filter((process) => !stillRuns(process))
    if (ended.length === 0) return
    followed = followed.filter((process) => !ended.includes(process))
    for (const process of ended) onEnd(process)
  }, everyMs).unref()
  return {
    follow(processes) {
      followed = processes
    },
    close: () => clearInterval(timer),
  }
}
