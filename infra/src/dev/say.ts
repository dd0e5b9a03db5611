/** Writes one line of the launcher's own to standard output. */
export function say(line: string): void {
  process.stdout.write(`[dev] ${line}\n`)
}
