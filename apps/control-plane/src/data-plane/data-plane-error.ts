/** A call to the data plane that did not do what it was to do. */
export class DataPlaneError extends Error {
  override name = 'DataPlaneError'
  /** Whether the same call may succeed later. */
  readonly transient: boolean

  constructor(message: string, transient: boolean, cause?: unknown) {
    super(message, { cause })
    this.transient = transient
  }
}

/** The data plane has answered, and did not do it. */
export class DataPlaneRefusal extends DataPlaneError {
  override name = 'DataPlaneRefusal'
  readonly status: number
  /** All that it said. */
  readonly detail: string

  constructor(message: string, answer: { status: number; detail: string; transient: boolean }) {
    super(message, answer.transient)
    this.status = answer.status
    this.detail = answer.detail
  }
}
