import type { z } from '@hono/zod-openapi'
import type { problemSchema } from '@mt/shared/http/problem-schema'

/** A call to the data plane that failed. */
export class DataPlaneError extends Error {
  override name = 'DataPlaneError'
  /** Whether the same call may succeed later. */
  readonly transient: boolean

  constructor(message: string, transient: boolean, cause?: unknown) {
    super(message, { cause })
    this.transient = transient
  }
}

/** The data plane's answer to a call that it refused. */
export interface Refusal {
  status: number
  /** The text of the answer. */
  detail: string
  transient: boolean
  /** The problem document, if the answer is one. */
  problem?: z.infer<typeof problemSchema> | undefined
}

/** The data plane answered a call with an error. */
export class DataPlaneRefusal extends DataPlaneError {
  override name = 'DataPlaneRefusal'
  readonly status: number
  readonly detail: string
  readonly problem: Refusal['problem']

  constructor(message: string, { status, detail, transient, problem }: Refusal) {
    super(message, transient)
    this.status = status
    this.detail = detail
    this.problem = problem
  }
}

/** A short reason why there was no answer. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  // The code of a DOMException is a number that helps nobody.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
