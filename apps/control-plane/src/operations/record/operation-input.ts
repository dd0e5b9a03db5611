import type { Limits } from '../../plans/limits.ts'

export const operationKinds = [
  'onboard',
  'change',
  'suspend',
  'resume',
  'archive',
  'restore',
  'delete',
  'undelete',
  'purge',
  'add-domain',
  'remove-domain',
] as const
export type OperationKind = (typeof operationKinds)[number]

/** What was asked, as an operation keeps it. */
export interface OperationInput {
  /** Whether the tenant is dedicated when the operation begins: some steps are for such, some for the others. */
  dedicated?: true
  /** The tenant's first admin, when one was asked for. */
  admin?: { username: string; email: string; passwordHash?: string }
  /** The tenant's new name. */
  name?: string
  /** The tenant's new slug, and until when its present host redirects (ISO time, null for as long as nobody says). */
  slug?: string
  redirectUntil?: string | null
  /** How long a deletion can be undone. */
  graceMs?: number
  /** The tenant's plan, and what differs for this tenant. */
  planId?: string
  limits?: Limits
  /** The host that is added, removed, or comes with the new slug. */
  host?: string
}
