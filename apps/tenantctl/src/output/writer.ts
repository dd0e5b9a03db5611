/** A verb's output: text for people, one JSON document for programs. */
export interface Writer {
  /** Prints the result. `text` is called only for people. */
  result(value: unknown, text: () => string): void
  /** Prints a note for people on standard error; programs do not get it. */
  note(text: string): void
  readonly json: boolean
}

export function createWriter(json: boolean): Writer {
  return {
    json,
    result(value, text) {
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`)
    },
    note(text) {
      if (!json) process.stderr.write(`${text}\n`)
    },
  }
}
