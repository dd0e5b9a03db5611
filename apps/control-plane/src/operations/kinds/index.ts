import type { Limits } from '../../plans/limits.ts'
import { change } from './change.ts'
import { addDomain, removeDomain } from './domains.ts'
import { archive, deletion, restore, resume, suspend, undelete } from './life.ts'
import { onboard } from './onboard.ts'
import { purge } from './purge.ts'
import type { Kind, Step } from './step.ts'

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

const kinds: Record<OperationKind, Kind> = {
  onboard,
  change,
  suspend,
  resume,
  archive,
  restore,
  delete: deletion,
  undelete,
  purge,
  'add-domain': addDomain,
  'remove-domain': removeDomain,
}

export function kindOf(kind: OperationKind): Kind {
  return kinds[kind]
}

/** The steps that an operation with this input has. */
export function stepsOf(kind: OperationKind, input: OperationInput): Step[] {
  return kinds[kind].steps.filter((step) => step.applies?.(input) ?? true)
}
