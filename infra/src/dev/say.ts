/** Prints a line of the launcher to standard output. */
export function say(line: string): void {
  process.stdout.write(`[dev] ${line}\n`)
}
