import { DataPlaneError } from '../../data-plane/data-plane-error.ts'
import { RuntimeError } from '../../runtimes/runtime-error.ts'

/** A step failed. */
export class StepFailure extends Error {
  override name = 'StepFailure'
  /** Whether the same step may succeed later. */
  readonly transient: boolean

  constructor(message: string, transient: boolean, cause?: unknown) {
    super(message, { cause })
    this.transient = transient
  }
}

export type Failure = Pick<StepFailure, 'message' | 'transient'>

/** The failure behind an error of a step or of what it calls; undefined for a bug in this program. */
export function failureOf(error: unknown): Failure | undefined {
  const isFailure =
    error instanceof StepFailure || error instanceof DataPlaneError || error instanceof RuntimeError
  return isFailure ? error : undefined
}
