import { bearer } from '../http/answers.ts'

/**
 * The scope of a call's capability:
 *
 * - `tenant`: the one tenant that the path names, for one operation;
 * - `fleet`: no tenant in particular, for one operation;
 * - `service`: the service as a whole; such a capability names neither a tenant nor an operation.
 */
export type CapabilityScope = 'tenant' | 'fleet' | 'service'

/**
 * An OpenAPI route with the capability that its calls carry, and how long a caller waits for its answer.
 */
export interface InternalRoute {
  'x-capability': { action: string; about: CapabilityScope }
  'x-deadline-ms': number
  method: string
  path: string
}

/** Creating a database from a template takes a while on a slow disk. */
const deadlineMs = 20_000

/** The part of a route that defines its capability, and its deadline in milliseconds. */
export function calls<const Action extends string, const About extends CapabilityScope>(
  action: Action,
  { about, within = deadlineMs }: { about: About; within?: number },
) {
  return { 'x-capability': { action, about }, 'x-deadline-ms': within, security: bearer }
}
