import { databaseSilentCode, type ReadinessCheck } from '@mt/shared/http/health'
import { Problem } from '@mt/shared/http/problem'
import type { ServiceContext } from './context.ts'

/** The pause after a failure before the clusters are tried again. */
const retryMs = 500

export interface Preparation {
  isReady: ReadinessCheck
  stop(): void
}

/**
 * Prepares the clusters, repeating until it succeeds: the database may start after this service. A service
 * with its own database is ready only while that accepts connections, which no other part can observe.
 */
export function createPreparation({
  provisioner,
  logger,
  ownDatabase,
}: Pick<ServiceContext, 'provisioner' | 'logger' | 'ownDatabase'>): Preparation {
  const begun = 'the clusters are being prepared'
  let state = begun
  let retry: NodeJS.Timeout | undefined
  let stopped = false

  async function prepare(): Promise<void> {
    try {
      await provisioner.prepare()
      state = 'ready'
      void tidy()
    } catch (error) {
      state = 'the clusters cannot be prepared'
      logger.warn({ err: error }, state)
      if (!stopped) retry = setTimeout(prepare, retryMs)
    }
  }

  async function tidy(): Promise<void> {
    await provisioner.tidy().catch((error: unknown) => {
      logger.warn({ err: error }, 'could not remove what earlier releases left behind')
    })
  }

  void prepare()
  return {
    async isReady() {
      if (ownDatabase && state !== begun) await requireOpen(ownDatabase)
      if (state !== 'ready') throw new Error(state)
    },
    stop() {
      stopped = true
      clearTimeout(retry)
    },
  }
}

async function requireOpen(database: NonNullable<ServiceContext['ownDatabase']>): Promise<void> {
  const found = await database.state()
  if (found === 'silent') throw databaseSilent()
  if (found === 'starting') throw new Error('the database is starting')
}

function databaseSilent(): Problem {
  return new Problem(503, databaseSilentCode, 'The database does not answer', {
    headers: { 'retry-after': '1' },
  })
}
