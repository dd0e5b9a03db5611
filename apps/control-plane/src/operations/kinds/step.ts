import type { EntityManager } from '@mikro-orm/postgresql'
import type { DataPlane } from '../../data-plane/data-plane.ts'
import type { FindRecord, ProofConfig } from '../../domains/find-record.ts'
import type { Runtime } from '../../runtimes/runtime.ts'
import type { Tenant } from '../../tenants/tenant.entity.ts'
import type { TenantEvent } from '../../tenants/transitions.ts'
import type { Operation } from '../record/operation.entity.ts'
import type { OperationInput } from '../record/operation-input.ts'

/** The parts that steps use outside the control plane's database. */
export interface Outside {
  dataPlane: DataPlane
  /** Runs dedicated tenants. */
  runtime: Runtime
  /** Resolves when the registry is published up to `version`, or after `timeoutMs`. */
  published(version: number, timeoutMs: number): Promise<boolean>
  /** The keys in Redis that belong to the tenant. Throws a StepFailure while Redis is unavailable. */
  findInRedis(tenantId: string): Promise<string[]>
  /** Whether custom domains have to be proven, and the search for their records. */
  proof: ProofConfig['proof']
  findRecord: FindRecord
}

/** What a step works with outside the control plane's database, with a snapshot of the operation and its tenant. */
export interface Work extends Outside {
  operation: Readonly<Operation>
  tenant: Readonly<Tenant>
  /** Aborted when this process must stop working at the operation. */
  signal: AbortSignal
}

/** The operation and its tenant within a transaction, both rows locked. */
export interface Change {
  em: EntityManager
  operation: Operation
  tenant: Tenant
}

/** Writes to the database, in the transaction that records a step as done. */
export type Commit = (change: Change) => Promise<void> | void

/** A part of an operation that is idempotent. */
export interface Step {
  name: string
  /** Whether the operation has this step; without this, it has. */
  applies?: (input: OperationInput) => boolean
  /** Does the work outside the control plane's database, and returns what to write to it. Throws errors that `failureOf` knows. */
  run: (work: Work) => Promise<Commit>
  /** Undoes what `run` did, even if it was done in part or not at all. */
  undo?: (work: Work) => Promise<void>
}

/** A kind of operation: its steps in order, and what its end means to the tenant. */
export interface Kind {
  steps: Step[]
  /** The event in the tenant's life. An operation is refused if the tenant's status does not allow it. */
  event?: TenantEvent
  /**
   * `undo`: completed steps are undone, a retry begins with the first step, and the operation can be
   * cancelled. `keep`: completed steps stay, and a retry continues with the step that failed.
   */
  whenGivenUp: 'undo' | 'keep'
  /**
   * Whether it changes if the placement serves. Each such operation has a new epoch, so that the placement
   * refuses a late call of an earlier one, for example from a process that hung.
   */
  raisesEpoch?: true
  /** Called in the transaction that begins the operation. */
  begin?: (change: Omit<Change, 'operation'>) => Promise<void>
  /** Called in the transaction that ends an operation that was given up. */
  afterFailure?: (change: Change, reason: string) => Promise<void> | void
  /** Called in the transaction that begins a retry. */
  beforeRetry?: (change: Change) => Promise<void>
}
