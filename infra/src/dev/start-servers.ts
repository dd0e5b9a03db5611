import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DevConfig } from '../config.ts'
import { dataFolder } from '../paths.ts'
import { freePort } from '../ports.ts'
import { startPostgres } from '../postgres.ts'
import type { LocalServer } from '../process/local-server.ts'
import { startRedis } from '../redis.ts'
import { supervise } from '../supervise.ts'
import { say } from './say.ts'

export interface DevServers extends AsyncDisposable {
  databaseUrl: string
  redisUrl: string
}

/** PostgreSQL and Redis: the configured ones, or else servers of this checkout that are kept running. */
export async function startServers(config: DevConfig): Promise<DevServers> {
  await using started = new AsyncDisposableStack()
  const own = async (name: string, folderName: string, start: typeof startPostgres) => {
    const folder = config.kept(folderName)
    const server = await start({ keepAs: folder, port: await rememberedPort(folder) })
    const supervision = supervise(server, { name, log: say })
    started.defer(() => supervision.stop())
    return server
  }
  const [postgres, redis] = await Promise.all([
    config.databaseUrl ?? own('PostgreSQL', 'postgres', startPostgres).then(urlOf),
    config.redisUrl ?? own('Redis', 'redis', startRedis).then(urlOf),
  ])
  const kept = started.move()
  return {
    databaseUrl: postgres,
    redisUrl: redis,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function urlOf(server: LocalServer): string {
  return server.url
}

/** The port that the server had last, if it is free, so that a client's settings stay valid. */
async function rememberedPort(name: string): Promise<number> {
  const file = join(dataFolder, `${name}.port`)
  const last = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  const port = await freePort(last || undefined)
  await writeFile(file, String(port))
  return port
}
