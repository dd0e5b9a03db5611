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
