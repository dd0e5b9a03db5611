import { setTimeout as pause } from 'node:timers/promises'
import { type ControlPlaneApi, createControlPlaneApi } from '@mt/control-plane-api/client'
import { startPostgres } from '@mt/infra/postgres'
import { startRedis } from '@mt/infra/redis'
import { type Child, script, startChild } from '../harness/child.ts'
import { loadCore, measuredCore } from '../harness/cores.ts'
import { environment, runSql } from '../harness/platform.ts'

/** A durable server, with room for the locks of a thousand schemas. */
const postgresSettings = {
  fsync: 'on',
  full_page_writes: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
}

type Service = 'polls' | 'control-plane'

/** The control plane and polls as processes that can be killed, on their own PostgreSQL. */
export interface FleetPlatform {
  api: ControlPlaneApi
  /** Starts polls in a release, in place of the running one. */
  release(number: number): Promise<void>
  /** Kills the process with SIGKILL, and starts a new one. */
  crash(service: Service): Promise<void>
  asSuperuser(database: string, sql: string): Promise<void>
}

export async function startFleetPlatform(stack: AsyncDisposableStack): Promise<FleetPlatform> {
  const postgres = stack.use(await startPostgres({ settings: postgresSettings }))
  const redis = stack.use(await startRedis())
  const env = await environment(postgres.url, redis.url)
  const children = new Map<Service, Child>()
  let release = 0
  stack.defer(async () => {
    for (const child of children.values()) await child.end()
  })

  async function start(service: Service): Promise<void> {
    const isPolls = service === 'polls'
    const url = isPolls
      ? new URL('./run-polls.ts', import.meta.url)
      : new URL('../../apps/control-plane/src/main.ts', import.meta.url)
    const port = isPolls ? env.DATA_PLANE_PORT : env.CONTROL_PLANE_PORT
    const child = await startChild({
      name: service,
      command: [...script(url), ...(isPolls ? [String(release)] : [])],
      core: isPolls ? measuredCore : loadCore,
      env: { ...env, LOG_LEVEL: 'fatal' },
      readyUrl: `http://127.0.0.1:${port}/readyz`,
    })
    children.set(service, child)
  }

  await start('polls')
  await start('control-plane')
  const api = createControlPlaneApi({ url: env.CONTROL_PLANE_URL, apiKey: env.OPS_API_KEY })
  return {
    api,
    async release(number) {
      release = number
      await children.get('polls')?.end()
      await start('polls')
    },
    async crash(service) {
      const child = children.get(service)
      if (child) process.kill(child.pid, 'SIGKILL')
      await pause(200)
      await start(service)
    },
    async asSuperuser(database, sql) {
      await runSql(postgres.url, database, sql)
    },
  }
}
