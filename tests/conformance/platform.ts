import { randomBytes } from 'node:crypto'
import type { Answer, Call } from './http/call.ts'
import type { EventStream } from './http/event-stream.ts'

export const isolations = ['shared', 'schema', 'database', 'dedicated'] as const
export type Isolation = (typeof isolations)[number]

/** A request to a host, which need not exist. */
export type HostCall = Omit<Call, 'origin'> & {
  host: string
  /** The index of the gateway; by default the first. */
  gateway?: number
}

/** Ways to call a platform. */
export interface Platform {
  /** Calls a gateway. */
  call(call: HostCall): Promise<Answer>
  /** Opens a stream of events. */
  stream(call: Omit<HostCall, 'method'>): Promise<EventStream>
  /** Calls the control plane as an operator and waits for the outcome. */
  operate(method: string, path: string, body?: unknown): Promise<Answer>
}

/** It cannot be guessed, so the tenant is safe on a deployment that others can reach. */
export function newSlug(): string {
  return `conformance-${randomBytes(8).toString('hex')}`
}

export function newPassword(): string {
  return randomBytes(12).toString('base64url')
}
