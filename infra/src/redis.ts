import { mkdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { cacheFolder, dataFolder } from './paths.ts'
import { freePort } from './ports.ts'
import { type LocalServer, startLocalServer } from './process/local-server.ts'
import { endStray } from './process/strays.ts'
import { type DataFolder, makeTemporaryFolder } from './process/temporary-folder.ts'
import { findRedis } from './redis/find-redis.ts'

export type { LocalServer } from './process/local-server.ts'

export interface RedisOptions {
  /** The port; any free one by default. */
  port?: number
  /**
   * The name of its folder in this checkout's data folder, where a stray is found again; by default the
   * folder is temporary.
   */
  keepAs?: string
}

/**
 * Starts a Redis (or Valkey) server on loopback that writes nothing to disk, and waits until it answers.
 * Throws one line that names the ways to get a server if there is none.
 */
export async function startRedis(options: RedisOptions = {}): Promise<LocalServer> {
  const redis = await findRedis(cacheFolder)
  const { folder, temporary } = await prepareFolder(options.keepAs)
  const port = options.port ?? (await freePort())
  const url = `redis://127.0.0.1:${port}`
  return startLocalServer({
    url,
    port,
    answers: () => answers(url),
    temporary,
    command: {
      name: 'Redis',
      file: redis.file,
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      env: redis.env,
      folder,
      logFile: join(folder, 'server.log'),
      pidFile: join(folder, 'pid'),
      stopSignal: 'SIGTERM',
    },
  })
}

async function prepareFolder(keepAs: string | undefined): Promise<DataFolder> {
  if (keepAs === undefined) {
    const temporary = await makeTemporaryFolder(tmpdir())
    return { folder: temporary.path, temporary }
  }
  const folder = join(dataFolder, keepAs)
  await mkdir(folder, { recursive: true })
  await endFormer(folder)
  return { folder }
}

/** Ends a server that still runs because its launcher was killed together with its watchdog. */
async function endFormer(folder: string): Promise<void> {
  const pidFile = join(folder, 'pid')
  const text = await readFile(pidFile, 'utf8').catch(() => '')
  await endStray(Number.parseInt(text, 10), folder, 'SIGTERM')
  await rm(pidFile, { force: true })
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}
