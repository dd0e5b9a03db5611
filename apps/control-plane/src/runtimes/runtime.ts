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
  /** The process or container, if it runs. It changes when the part is replaced. */
  id?: string
}

/** The observed state of a tenant in a runtime. The control plane's desired state may differ. */
export interface RuntimeTenant {
  tenantId: string
  slug: string
  parts: Record<RunningPart, PartState>
  /**
   * Whether its service runs with another version or configuration than a launch would give it now. False if
   * a control plane launched it that started later than this one, and so has the newer configuration.
   */
  outdated: boolean
  /** Where it is reached, absent until a launch has completed. */
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
 * Calls for the same tenant run one after another, in the order in which they were made, and every call can
 * be repeated. They throw a RuntimeError if they fail.
 *
 * A tenant's secrets are derived from the runtime's own (tenant-secrets.ts). No call takes or returns one, so
 * that no queue, audit trail or registry can hold one.
 */
export interface Runtime {
  /** `none`: this installation has no dedicated tenants. */
  readonly kind: 'none' | 'process' | 'docker'
  /**
   * Ensures that the tenant's database and service run: creates what is missing, starts what is stopped,
   * replaces an unhealthy part and an outdated service, and keeps the rest. Resolves when the service answers
   * `/readyz` on its internal address, which takes milliseconds if everything runs already. If aborted, it
   * rejects at once, and what has begun may continue; the next call, or `remove`, finds it. A tenant's
   * addresses may change between two launches.
   */
  launch(spec: LaunchSpec, signal?: AbortSignal): Promise<Launched>
  /**
   * Ends the tenant's service, which completes the requests in progress, then its database. Its data stay.
   * When it resolves, nothing of the tenant runs, and no death is reported.
   */
  stop(tenantId: string): Promise<void>
  /** Stops the tenant and removes everything of it, including its data. Resolves to what was removed. */
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
