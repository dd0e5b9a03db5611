/** A dedicated tenant whose own service and own database are to run. Nothing in it is secret. */
export interface LaunchSpec {
  tenantId: string
  /** For people who look at what runs (a label, a name in a log); nothing is found by it, and it may change. */
  slug: string
  /** What the tenant's placement calls its cluster. */
  cluster: string
}

/** Where a launched tenant is reached: on loopback or on a private network, and nowhere else. */
export interface Launched {
  /** Where gateways send its requests. */
  url: string
  /** Where the control plane calls its internal API. */
  internalUrl: string
}

/** The two parts of a dedicated tenant that run. */
export const runningParts = ['service', 'postgres'] as const
export type RunningPart = (typeof runningParts)[number]

export interface PartState {
  /** `unhealthy`: it is there, and does not answer, as the looks at it have found (looks/looks.ts). */
  state: 'running' | 'unhealthy' | 'stopped'
  /** Which process or container it is, where it runs: another one when it was replaced, by whomever. */
  id?: string
}

/** What a runtime has of a tenant, whatever the control plane's books say of it. */
export interface RuntimeTenant {
  tenantId: string
  slug: string
  parts: Record<RunningPart, PartState>
  /**
   * Whether its service runs and is of another version, or was told something else, than if it were launched
   * now. One that a control plane launched which started later than this one is not: it knows better.
   */
  outdated: boolean
  /** Where it is reached, absent where it has never been launched to the end. */
  launched?: Launched
}

/** Something that a runtime holds for a tenant; purge receipts tell of it. */
export interface RuntimeTrace {
  kind: 'process' | 'container' | 'network' | 'volume'
  name: string
}

/**
 * What runs dedicated tenants: processes of this machine, or containers. All that it knows of a tenant it
 * finds again by itself (state files, labels), so that another process of the control plane can go on with
 * what this one began. What it launches outlives it.
 *
 * Calls for the same tenant are carried out one after another, in the order in which they came; every call
 * may be made again. They throw a RuntimeError when they fail.
 *
 * A tenant's secrets are derived from the runtime's own (tenant-secrets.ts): none comes in by these calls,
 * and none is told by them, so that no queue, audit trail or registry can hold one.
 */
export interface Runtime {
  /** `none`: this installation has no dedicated tenants. */
  readonly kind: 'none' | 'process' | 'docker'
  /**
   * Sees to it that the tenant's database and service run: makes what is missing, starts what does not run,
   * replaces what is unhealthy and a service that is outdated, keeps what runs. Resolves once the service answers `/readyz` on its internal
   * address, milliseconds later where all runs already. Aborted, it rejects at once and what it has begun
   * may go on; the next call, or `remove`, finds it. The addresses of a tenant may change between two launches.
   */
  launch(spec: LaunchSpec, signal?: AbortSignal): Promise<Launched>
  /**
   * Ends the tenant's service, which lets requests under way end, then its database. Its data stay. When it
   * resolves nothing of it runs, and no death is told of it.
   */
  stop(tenantId: string): Promise<void>
  /** Stops the tenant and removes all that there is of it, data included. Resolves to what was removed. */
  remove(tenantId: string): Promise<RuntimeTrace[]>
  /** All that there is of one tenant. Nothing is left of it where this is empty. */
  inspect(tenantId: string): Promise<RuntimeTrace[]>
  /**
   * All that there is of tenants, known to the books or not, running or not. Who runs is looked at from then
   * on, now and then, whether it answers.
   */
  list(): Promise<RuntimeTenant[]>
  /** A tenant is in use: whether it answers is looked at soon. */
  noteUse(tenantId: string): void
  /**
   * Calls back when something of a tenant is seen to die, or to hang, that nobody stopped; without an id
   * where deaths may have been missed. It only saves time: whoever keeps tenants running compares `list`
   * with what should run every few seconds. At most one listener.
   */
  onDeath(listener: (tenantId?: string) => void): void
  /** Stops looking. What was launched goes on; once it resolves, nothing more is. */
  close(): Promise<void>
}
