/**
 * Calls `check` about every `everyMs`, and does not keep the process alive. `check` runs after the event
 * loop has taken in what came in the meantime: a process that stood still, for a garbage collection or on
 * a busy machine, would otherwise end connections that waited for nobody but itself.
 */
export function sweep(everyMs: number, check: (nowMs: number) => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    setImmediate(() => check(performance.now()))
  }, everyMs)
  return timer.unref()
}
