import { createBackOff } from '@mt/shared/back-off'
import type { Logger } from '@mt/shared/logger'
import type { Orm } from '../database/open-orm.ts'
import { jittered } from '../runtimes/looks/pace.ts'
import type { Runtime, RuntimeTenant } from '../runtimes/runtime.ts'
import { createUse } from './note-use.ts'
import { readDesiredState } from './read-desired-state.ts'
import { recordUpstream } from './record-upstream.ts'
import { createRollout } from './rollout.ts'
import { compare } from './what-to-do.ts'

export interface SupervisionConfig {
  /** How often desired and observed state are compared while they differ or something is in progress. */
  lookEveryMs: number
  /** How often otherwise. The runtime reports deaths at once; this finds those that it missed. */
  restMs: number
  /** How many tenants are started or stopped at once: each has two processes that need CPU. */
  atOnce: number
  /** The delay before a failed launch is retried; it doubles up to the maximum. */
  retryDelayMs: number
  maxRetryDelayMs: number
}

export interface SupervisorOptions {
  orm: Orm
  runtime: Runtime
  logger: Logger
  config: SupervisionConfig
  /** Called after a tenant's address has changed: the registry has something to publish. */
  committed: () => void
}

export interface Supervisor {
  /** Compares once now. */
  look(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps dedicated tenants running: compares the desired state with the observed one, launches what is missing,
 * with growing delays after failures, and stops what should not run. It compares after each death that the
 * runtime reports, every second while something has to be done or is in progress, and otherwise now and then.
 * Outdated services, which all are after an upgrade, are replaced one after another, while their databases
 * keep running. Tenants with an operation in progress are left to it. Any number of control planes may do
 * this at once, because launching and stopping are idempotent.
 */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const { runtime, logger, config } = options
  const stopping = new AbortController()
  const backOff = createBackOff(config)
  const rollout = createRollout()
  const underWay = new Map<string, Promise<void>>()
  const noteUse = createUse(runtime.noteUse)
  let looking: Promise<void> | undefined
  let isLate = false
  let timer: NodeJS.Timeout | undefined

  /** In parallel, so that a tenant that takes long to start delays few others. */
  function begin(tenantId: string, work: () => Promise<void>): void {
    if (underWay.has(tenantId) || underWay.size >= config.atOnce) return
    const done = work()
      .then(() => {
        backOff.succeeded(tenantId)
        rollout.serves(tenantId)
      })
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return
        const delayMs = backOff.failed(tenantId)
        logger.warn(
          { tenant: tenantId, err: error, delayMs },
          'cannot bring a dedicated tenant to its desired state',
        )
      })
      .finally(() => underWay.delete(tenantId))
    underWay.set(tenantId, done)
  }

  /** Resolves to whether all tenants are in their desired state. */
  async function compareAll(): Promise<boolean> {
    const found = await runtime.list()
    const desired = await readDesiredState(options.orm)
    noteUse(desired)
    const todos = compare(desired, found)
    const replacement = rollout.next(todos, desired)
    const others = todos.filter(({ action }) => action !== 'replace')
    for (const todo of replacement ? [...others, replacement] : others) {
      const { tenantId } = todo.tenant
      if (!backOff.mayTry(tenantId)) continue
      if (todo.action === 'stop') begin(tenantId, () => runtime.stop(tenantId))
      else begin(tenantId, () => relaunch(options, todo.tenant, stopping.signal))
    }
    return todos.length + underWay.size === 0 && !desired.some(({ busy }) => busy)
  }

  function look(): Promise<void> {
    looking ??= compareAll()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.warn({ err: error }, 'cannot supervise dedicated tenants')
        return false
      })
      .then(lookLater)
    return looking
  }

  function lookLater(isWell: boolean): void {
    looking = undefined
    clearTimeout(timer)
    if (stopping.signal.aborted || runtime.kind === 'none') return
    const pauseMs = isLate ? 0 : jittered(isWell ? config.restMs : config.lookEveryMs)
    isLate = false
    timer = setTimeout(look, pauseMs).unref()
  }

  /** Compares again after a comparison in progress, whose list may be older than this call. */
  function lookNow(): void {
    if (stopping.signal.aborted) return
    isLate ||= looking !== undefined
    void look()
  }

  runtime.onDeath(lookNow)
  if (runtime.kind !== 'none') void look()

  return {
    look,
    async close() {
      stopping.abort(new Error('the control plane is stopping'))
      clearTimeout(timer)
      await looking
      await Promise.all(underWay.values())
    },
  }
}

async function relaunch(
  { orm, runtime, logger, committed }: SupervisorOptions,
  tenant: Pick<RuntimeTenant, 'tenantId' | 'slug'> & { cluster: string },
  signal: AbortSignal,
): Promise<void> {
  const begunMs = performance.now()
  const launched = await runtime.launch(tenant, signal)
  if (await recordUpstream(orm, tenant.tenantId, launched)) committed()
  const tookMs = Math.round(performance.now() - begunMs)
  logger.info({ tenant: tenant.slug, tookMs }, 'dedicated tenant is running again')
}
