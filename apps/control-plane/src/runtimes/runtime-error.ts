import { DataPlaneError } from '../data-plane/data-plane-error.ts'

/** A runtime could not do what it was to do; the operation's step is tried again. */
export class RuntimeError extends DataPlaneError {
  override name = 'RuntimeError'

  constructor(message: string, cause?: unknown) {
    super(message, true, cause)
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
