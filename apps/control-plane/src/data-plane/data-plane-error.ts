import type { z } from '@hono/zod-openapi'
import type { problemSchema } from '@mt/shared/http/problem-schema'

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

/** What the data plane answered a call that it refused. */
export interface Refusal {
  status: number
  /** All that it said. */
  detail: string
  transient: boolean
  /** The whole answer, where it is a problem document. */
  problem?: z.infer<typeof problemSchema> | undefined
}

/** The data plane has answered, and did not do it. */
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

/** Why there was no answer. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  // The number that a DOMException has for a code says nothing to anybody.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
