/** A runtime could not do what it was to do. */
export class RuntimeError extends Error {
  override name = 'RuntimeError'
  /** Whether the same call may succeed later. */
  readonly transient: boolean

  constructor(message: string, cause?: unknown, transient = true) {
    super(message, { cause })
    this.transient = transient
  }
}

/** Runs what a runtime does; whatever goes wrong in it becomes a RuntimeError that says what was tried. */
export async function asRuntime<T>(attempt: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RuntimeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new RuntimeError(`${attempt}: ${reason}`, error)
  }
}
