let second = 0
let text = ''

/** The present time in the format of the Date header. */
export function httpDate(nowMs = Date.now()): string {
  const now = Math.floor(nowMs / 1_000)
  if (now !== second) {
    second = now
    text = new Date(nowMs).toUTCString()
  }
  return text
}
