import { createBackOff } from '@mt/shared/back-off'
import type { Logger } from '@mt/shared/logger'
import type { Orm } from '../database/open-orm.ts'
import type { Runtime, RuntimeTenant } from '../runtimes/runtime.ts'
import { readBooks } from './read-books.ts'
import { recordUpstream } from './record-upstream.ts'
import { createRollout } from './rollout.ts'
import { compare } from './what-to-do.ts'

export interface SupervisionConfig {
  /** How often what should run is compared with what does. */
  lookEveryMs: number
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
 * Keeps dedicated tenants running: compares what should run with what does, now and then and at each death
 * that the runtime sees, launches what is missing, with growing delays where that fails, and stops what
 * should not run. Services that are outdated, as all are after an upgrade, are replaced one after another;
 * their databases go on. What is busy with an operation is the operation's. Any number of control planes may do so
 * at once: launching and stopping twice changes nothing.
 */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  const { runtime, logger, config } = options
  const stopping = new AbortController()
  const backOff = createBackOff(config)
  const rollout = createRollout()
  const underWay = new Map<string, Promise<void>>()
  let looking: Promise<void> | undefined

  /** Each by itself: a tenant that takes long to start holds up no other. */
  function begin(tenantId: string, work: () => Promise<void>): void {
    if (underWay.has(tenantId)) return
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

  async function compareAll(): Promise<void> {
    const found = await runtime.list()
    const books = await readBooks(options.orm)
    const todos = compare(books, found)
    const replacement = rollout.next(todos, books)
    const others = todos.filter(({ action }) => action !== 'replace')
    for (const todo of replacement ? [...others, replacement] : others) {
      const { tenantId } = todo.tenant
      if (!backOff.mayTry(tenantId)) continue
      if (todo.action === 'stop') begin(tenantId, () => runtime.stop(tenantId))
      else begin(tenantId, () => relaunch(options, todo.tenant, stopping.signal))
    }
  }

  function look(): Promise<void> {
    looking ??= compareAll()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.warn({ err: error }, 'dedicated tenants are not watched')
      })
      .finally(() => {
        looking = undefined
      })
    return looking
  }

  const isIdle = runtime.kind === 'none'
  const timer = isIdle ? undefined : setInterval(look, config.lookEveryMs).unref()
  runtime.onDeath(() => void look())
  if (!isIdle) void look()

  return {
    look,
    async close() {
      clearInterval(timer)
      stopping.abort(new Error('the control plane is stopping'))
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
