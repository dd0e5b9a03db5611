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
  'check-domain',
  'remove-domain',
] as const
export type OperationKind = (typeof operationKinds)[number]

/** The input of an operation, as it is stored. */
export interface OperationInput {
  /** Whether the tenant is dedicated when the operation begins, which decides about some steps. */
  dedicated?: true
  /** The tenant's first admin, if one was requested. */
  admin?: { username: string; email: string; passwordHash?: string }
  /** The tenant's new name. */
  name?: string
  /** The tenant's new slug, and until when its present host redirects (ISO time, null without an end). */
  slug?: string
  redirectUntil?: string | null
  /** How long a deletion can be undone. */
  graceMs?: number
  /** The tenant's plan, and its own limits. */
  planId?: string
  limits?: Limits
  /** The host that is added, checked, removed, or belongs to the new slug. */
  host?: string
}
