import type { OperationInput, OperationKind } from '../record/operation-input.ts'
import { change } from './change.ts'
import { addDomain, checkDomain, removeDomain } from './domains.ts'
import { archive, deletion, restore, resume, suspend, undelete } from './life.ts'
import { onboard } from './onboard.ts'
import { purge } from './purge.ts'
import type { Kind, Step } from './step.ts'

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
  'check-domain': checkDomain,
  'remove-domain': removeDomain,
}

export function kindOf(kind: OperationKind): Kind {
  return kinds[kind]
}

/** The steps of an operation with this input. */
export function stepsOf(kind: OperationKind, input: OperationInput): Step[] {
  return kinds[kind].steps.filter((step) => step.applies?.(input) ?? true)
}
