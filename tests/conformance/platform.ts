import { randomBytes } from 'node:crypto'
import type { Answer, Call } from './http/call.ts'
import type { EventStream } from './http/event-stream.ts'

export const isolations = ['shared', 'schema', 'database', 'dedicated'] as const
export type Isolation = (typeof isolations)[number]

/** A request to a host, which need not be one that exists. */
export type HostCall = Omit<Call, 'origin'> & {
  host: string
  /** Which of the deployment's gateways takes it; the first without. */
  gateway?: number
}

/** How a platform is called. */
export interface Platform {
  /** Calls a gateway. */
  call(call: HostCall): Promise<Answer>
  /** Opens a stream of events. */
  stream(call: Omit<HostCall, 'method'>): Promise<EventStream>
  /** Calls the control plane as an operator, who waits for the outcome. */
  operate(method: string, path: string, body?: unknown): Promise<Answer>
}

/** Nobody can guess it: on a deployment that others can reach, its users' passwords need no guarding. */
export function newSlug(): string {
  return `conformance-${randomBytes(8).toString('hex')}`
}

export function newPassword(): string {
  return randomBytes(12).toString('base64url')
}
