import { getRequestListener } from '@hono/node-server'
import { serveMetrics } from '@mt/shared/http/metrics-server'
import { type RunningServer, serve } from '@mt/shared/http/server'
import { createLogger, type Logger } from '@mt/shared/logger'
import type { Service } from '@mt/shared/service'
import { putApiKey } from './api-keys/put-api-key.ts'
import { scopes } from './api-keys/scopes.ts'
import type { Config } from './config.ts'
import { type Context, closeContext, createContext, openDatabase } from './context.ts'
import { awaitDatabase } from './database/await-database.ts'
import { migrate } from './database/migrate.ts'
import { createApp } from './http/app.ts'
import type { ObserveStep } from './operations/run-operation.ts'
import { type Queue, startQueue } from './queue/queue.ts'
import { crontab, queueTasks } from './queue-tasks.ts'

export interface ControlPlane extends Service {
  url: string
  metricsUrl: string
}

/**
 * Starts the control plane: creates and migrates its database, resumes operations that no process holds, and
 * serves the API. `observeStep` observes the steps of operations. Rejects if the database is not available
 * within a minute or a port is taken.
 */
export async function startControlPlane(
  config: Config,
  logger: Logger = createLogger('control-plane', config.service.logLevel),
  observeStep?: ObserveStep,
): Promise<ControlPlane> {
  await awaitDatabase(config.database, logger)
  const database = await openDatabase(config.database, logger)
  await migrate(config.database, database, logger)
  await putApiKey(database.orm, { name: 'bootstrap', secret: config.apiKeys.bootstrap, scopes })
  const context = await createContext(config, logger, { ...database, observeStep })
  await context.runner.resumeAll()
  await context.fleet.resumeAll()
  const queue = startQueue({
    pool: context.queuePool,
    logger,
    pollMs: config.operations.queuePollMs,
    tasks: queueTasks(context),
    crontab,
  })
  const servers = await listen(context)
  return {
    url: servers.api.url,
    metricsUrl: servers.metrics.url,
    close: () => close(context, queue, servers),
  }
}

interface Servers {
  api: RunningServer
  metrics: RunningServer
}

async function listen({ config, metrics, ...rest }: Context): Promise<Servers> {
  const { host, port, metricsPort } = config.service
  const app = createApp({ config, metrics, ...rest })
  return {
    api: await serve({ host, port, listener: getRequestListener(app.fetch) }),
    metrics: await serveMetrics(metrics.registry, host, metricsPort),
  }
}

async function close(context: Context, queue: Queue, servers: Servers): Promise<void> {
  context.stop()
  // The runners first: requests that wait for an operation are answered when they stop.
  const workers = [context.runner.close(), context.fleet.close()]
  await Promise.all([...workers, queue.close(), servers.api.close()])
  await servers.metrics.close()
  await closeContext(context)
}
