import type { ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClusterTools, rowsFolder } from '@mt/local-servers/postgres/cluster-folder'
import { processArguments } from '@mt/local-servers/processes/process-arguments'
import { startRecorded } from '@mt/local-servers/processes/recorded-process'
import { clusterSettings } from '../cluster-settings.ts'
import type { TenantPlace } from './tenant-place.ts'

/** One tenant's database is small; a hundred of them lie side by side on a developer's machine. */
const settings = {
  ...clusterSettings,
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  log_timezone: 'UTC',
}

/** Starts the cluster of a tenant, which outlives this process. It answers some moments later. */
export async function startPostgres(
  { account, binaries }: ClusterTools,
  place: TenantPlace,
  port: number,
): Promise<ChildProcess> {
  const rows = rowsFolder(place.cluster)
  await forgetStranger(rows)
  const all = Object.entries({ ...settings, port: String(port) })
  return startRecorded({
    file: binaries.postgres,
    args: ['-D', rows, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { LC_ALL: 'C' },
    folder: rows,
    logFile: place.postgresLog,
    recordFile: place.records.postgres,
    ...account,
  })
}

/**
 * PostgreSQL refuses to start while any process has the id that one killed earlier has left in its folder,
 * in a container often a stranger: one that was not started on this folder. Otherwise, and in doubt, the
 * file stays: by it PostgreSQL sees whether another server, or children of a dead one, are at work here.
 */
export async function forgetStranger(rows: string): Promise<void> {
  const file = join(rows, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const named = await processArguments(Number.parseInt(text, 10))
  if (named && !named.includes(rows)) await rm(file, { force: true })
}
