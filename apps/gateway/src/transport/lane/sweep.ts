/**
 * Calls `check` about every `everyMs`, and does not keep the process alive. `check` runs after the event
 * loop has read what arrived in the meantime: a process that stood still, in a garbage collection or on a
 * busy machine, would otherwise end connections that waited only for the process itself.
 */
export function sweep(everyMs: number, check: (nowMs: number) => void): NodeJS.Timeout {
  const timer = setInterval(() => {
    setImmediate(() => check(performance.now()))
  }, everyMs)
  return timer.unref()
}
