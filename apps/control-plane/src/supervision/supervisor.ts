import { createBackOff } from '@mt/shared/back-off'
import type { Logger } from '@mt/shared/logger'
import type { Orm } from '../database/open-orm.ts'
import { jittered } from '../runtimes/looks/pace.ts'
import type { Runtime, RuntimeTenant } from '../runtimes/runtime.ts'
import { createUse } from './note-use.ts'
import { readBooks } from './read-books.ts'
import { recordUpstream } from './record-upstream.ts'
import { createRollout } from './rollout.ts'
import { compare } from './what-to-do.ts'

export interface SupervisionConfig {
  /** How often what should run is compared with what does, while they differ or something is under way. */
  lookEveryMs: number
  /** How often otherwise. That something died is seen at once; this finds what was not seen. */
  restMs: number
  /** So many tenants are started or stopped at once: each is two processes that want a processor. */
  atOnce: number
  /** How long a tenant whose launch failed waits for the next; it doubles up to the bound. */
  retryDelayMs: number
  maxRetryDelayMs: number
}

export interface SupervisorOptions {
  orm: Orm
  runtime: Runtime
  logger: Logger
  config: SupervisionConfig
  /** Told after a tenant's address has changed: the registry has something to publish. */
  committed: () => void
}

export interface Supervisor {
  /** Compares once, now. */
  look(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps dedicated tenants running: compares what should run with what does, launches what is missing, with
 * growing delays where that fails, and stops what should not run. It compares at each death that the runtime
 * sees, every second while something is to be done or under way, and now and then while all is as it should
 * be: that an idle tenant is still there is worth little. Services that are outdated, as all are after an
 * upgrade, are replaced one after another; their databases go on. What is busy with an operation is the
 * operation's. Any number of control planes may do so at once: launching and stopping twice changes nothing.
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

  /** Side by side: a tenant that takes long to start holds up few others. */
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
          'a dedicated tenant is not as it should be',
        )
      })
      .finally(() => underWay.delete(tenantId))
    underWay.set(tenantId, done)
  }

  /** Resolves to whether all is as it should be. */
  async function compareAll(): Promise<boolean> {
    const found = await runtime.list()
    const books = await readBooks(options.orm)
    noteUse(books)
    const todos = compare(books, found)
    const replacement = rollout.next(todos, books)
    const others = todos.filter(({ action }) => action !== 'replace')
    for (const todo of replacement ? [...others, replacement] : others) {
      const { tenantId } = todo.tenant
      if (!backOff.mayTry(tenantId)) continue
      if (todo.action === 'stop') begin(tenantId, () => runtime.stop(tenantId))
      else begin(tenantId, () => relaunch(options, todo.tenant, stopping.signal))
    }
    return todos.length + underWay.size === 0 && !books.some(({ busy }) => busy)
  }

  function look(): Promise<void> {
    looking ??= compareAll()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.warn({ err: error }, 'dedicated tenants are not watched')
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

  /** What is being compared may have been listed before. */
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
  logger.info({ tenant: tenant.slug, tookMs }, 'a dedicated tenant runs again')
}
