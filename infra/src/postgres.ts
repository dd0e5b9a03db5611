import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ClusterTools,
  copyTemplate,
  findClusterTools,
  initCluster,
  readPassword,
  rowsFolder,
  superuser,
} from '@mt/local-servers/postgres/cluster-folder'
import { servesPostgres } from '@mt/local-servers/postgres/serves-postgres'
import { freePort } from './ports.ts'
import { makeTemporaryCluster, reachableCache, reachableFolder } from './postgres/folders.ts'
import { type LocalServer, startLocalServer } from './process/local-server.ts'
import { endStray } from './process/strays.ts'
import type { DataFolder } from './process/temporary-folder.ts'

export type { LocalServer } from './process/local-server.ts'

export interface PostgresOptions {
  /** The port; any free one by default. */
  port?: number
  /**
   * The name of a cluster in this checkout's data folder, to be kept; by default the cluster is temporary,
   * fast and not crash-safe.
   */
  keepAs?: string
  /** Settings of postgresql.conf, by name. */
  settings?: Record<string, string>
}

/**
 * Starts a PostgreSQL cluster on loopback and waits until it answers; `url` is its superuser's. A kept
 * cluster is created at its first start. A temporary one disappears with `stop()`; it keeps its data over
 * `kill()` and `restart()`, but not over a crash of the machine.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<LocalServer> {
  const tools = await findClusterTools(reachableCache)
  const { folder, temporary } = await prepareFolder(tools, options.keepAs)
  const rows = rowsFolder(folder)
  await freeFromCrash(rows)
  const port = options.port ?? (await freePort())
  const url = `postgres://${superuser}:${await readPassword(folder)}@127.0.0.1:${port}/postgres`
  const settings = {
    ...serverSettings(port),
    ...(temporary ? unsafeSettings : {}),
    ...options.settings,
  }
  return startLocalServer({
    url,
    port,
    answers: () => servesPostgres(url),
    temporary,
    command: {
      name: 'PostgreSQL',
      file: tools.binaries.postgres,
      args: ['-D', rows, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      env: { LC_ALL: 'C' },
      folder: rows,
      logFile: join(folder, 'server.log'),
      stopSignal: 'SIGINT',
      ...tools.account,
    },
  })
}

function serverSettings(port: number): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    wal_level: 'logical',
    max_connections: '300',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
}

/**
 * Disposable data need not reach the disk. Commits still wait until the operating system has them, so that
 * they survive a killed server.
 */
const unsafeSettings = { fsync: 'off', full_page_writes: 'off' }

async function prepareFolder(tools: ClusterTools, keepAs: string | undefined): Promise<DataFolder> {
  if (keepAs === undefined) {
    const temporary = await makeTemporaryCluster(tools.account)
    await copyTemplate(tools, temporary.path)
    return { folder: temporary.path, temporary }
  }
  const folder = join(await reachableFolder(tools.account), keepAs)
  await initCluster(tools, folder)
  return { folder }
}

/**
 * A postmaster that was killed leaves its process id behind. PostgreSQL refuses to start while any process
 * has that id, which in a container is often another program's. So the file is removed, and the stray
 * server with it.
 */
async function freeFromCrash(rows: string): Promise<void> {
  const pidFile = join(rows, 'postmaster.pid')
  const text = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (text === undefined) return
  await endStray(Number.parseInt(text, 10), rows, 'SIGINT')
  await rm(pidFile, { force: true })
}
