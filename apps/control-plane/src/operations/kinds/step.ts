import type { EntityManager } from '@mikro-orm/postgresql'
import type { DataPlane } from '../../data-plane/data-plane.ts'
import type { Runtime } from '../../runtimes/runtime.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import type { TenantEvent } from '../../tenants/transitions.ts'
import type { Operation } from '../record/operation.entity.ts'
import type { OperationInput } from '../record/operation-input.ts'

/** What steps reach outside the control plane's database. */
export interface Outside {
  dataPlane: DataPlane
  /** What runs dedicated tenants. */
  runtime: Runtime
  /** Resolves when readers of the registry have been told of everything up to `version`, or after `timeoutMs`. */
  published(version: number, timeoutMs: number): Promise<boolean>
  /** The keys in Redis that belong to the tenant. Throws a StepFailure while Redis is away. */
  findInRedis(tenantId: string): Promise<string[]>
}

/** What a step works with outside the control plane's database: a picture of the operation and its tenant. */
export interface Work extends Outside {
  operation: Readonly<Operation>
  tenant: Readonly<Tenant>
  /** Aborted when this process is to stop working at the operation. */
  signal: AbortSignal
}

/** The operation and its tenant within a transaction, both rows locked. */
export interface Change {
  em: EntityManager
  operation: Operation
  tenant: Tenant
}

/** What is written in the transaction that records a step as done. */
export type Commit = (change: Change) => Promise<void> | void

/** A part of an operation that may be begun any number of times and ends the same. */
export interface Step {
  name: string
  /** Whether this operation has the step at all; it has unless this says otherwise. */
  applies?: (input: OperationInput) => boolean
  /** Does what lies outside the control plane's database; tells what is to be written in it. Throws what `failureOf` knows. */
  run: (work: Work) => Promise<Commit>
  /** Takes back what `run` did, also where it was done in part or not at all. */
  undo?: (work: Work) => Promise<void>
}

/** A sort of operation: its steps in order, and what its end means to the tenant. */
export interface Kind {
  steps: Step[]
  /** What happens to the tenant: an operation that it does not allow is not begun. */
  event?: TenantEvent
  /**
   * `undo`: what was done is undone, a retry begins with the first step, and until then it can be
   * cancelled. `keep`: what was done stays, and a retry goes on where it was given up.
   */
  whenGivenUp: 'undo' | 'keep'
  /**
   * Whether it changes if the place serves. Each such operation has an epoch of its own, so that a call of
   * an earlier one that comes late, from a process that hung, say, is refused by the place.
   */
  raisesEpoch?: true
  /** In the transaction that begins the operation. */
  begin?: (change: Omit<Change, 'operation'>) => Promise<void>
  /** In the transaction that ends an operation which was given up. */
  afterFailure?: (change: Change, reason: string) => Promise<void> | void
  /** In the transaction that begins an operation anew. */
  beforeRetry?: (change: Change) => Promise<void>
}
