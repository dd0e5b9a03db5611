import type { EntityManager } from '@mikro-orm/postgresql'
import type { PollsClient } from '../data-plane/polls-client.ts'
import type { Tenant } from '../tenants/tenant.entity.ts'
import type { OperationInput } from './kinds.ts'
import type { Operation } from './operation.entity.ts'

/** What a step works with outside the control plane's database: a picture of the operation and its tenant. */
export interface Work {
  operation: Readonly<Operation>
  tenant: Readonly<Tenant>
  dataPlane: PollsClient
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
  /** Does what lies outside the control plane's database; tells what is to be written in it. */
  run: (work: Work) => Promise<Commit>
  /** Takes back what `run` did, also where it was done in part or not at all. */
  undo?: (work: Work) => Promise<void>
}

/** A sort of operation: its steps in order, and what its end means to the tenant. */
export interface Kind {
  steps: Step[]
  /** In the transaction that ends an operation which was given up and undone. */
  afterFailure?: (change: Change, reason: string) => Promise<void>
  /** In the transaction that begins an operation anew. */
  beforeRetry?: (change: Change) => Promise<void>
}
