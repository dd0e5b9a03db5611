/** Where a verb puts what it found: text for people, one JSON document for programs. */
export interface Writer {
  /** The result. `text` is only made where people read it. */
  result(value: unknown, text: () => string): void
  /** Something that people want to know besides; programs do not get it. */
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
