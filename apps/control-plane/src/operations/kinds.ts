import { change } from './kinds/change.ts'
import { onboard } from './kinds/onboard.ts'
import { statusKind } from './kinds/status-kind.ts'
import type { Kind, Step } from './step.ts'

export const operationKinds = ['onboard', 'suspend', 'resume', 'change'] as const
export type OperationKind = (typeof operationKinds)[number]

export interface OperationInput {
  /** The tenant's first admin, when one was asked for. */
  admin?: { username: string; email: string; passwordHash?: string }
  /** The tenant's new name. */
  name?: string
}

const kinds: Record<OperationKind, Kind> = {
  onboard,
  suspend: statusKind('suspend'),
  resume: statusKind('resume'),
  change,
}

export function kindOf(kind: OperationKind): Kind {
  return kinds[kind]
}

/** The steps that an operation with this input has. */
export function stepsOf(kind: OperationKind, input: OperationInput): Step[] {
  return kinds[kind].steps.filter((step) => step.applies?.(input) ?? true)
}
