import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ClusterTools,
  copyTemplate,
  rowsFolder,
  superuser,
} from '@mt/local-servers/postgres/cluster-folder'
import { makeOwnFolder } from '@mt/local-servers/postgres/folders'
import { run } from '@mt/local-servers/processes/run'

/**
 * Makes a cluster in `folder` where there is none: a copy of a fresh one, whose owner is given its password
 * before anybody can connect. A call that was cut off leaves no half one.
 */
export async function makeCluster(
  tools: ClusterTools,
  folder: string,
  password: string,
): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return
  const half = `${folder}.new`
  await rm(half, { recursive: true, force: true })
  await makeOwnFolder(tools.account, half)
  await copyTemplate(tools, half)
  await rm(join(half, 'password'))
  await setPassword(tools, half, password)
  await rename(half, folder)
}

/** In single-user mode: the server that does so listens nowhere. */
async function setPassword(
  { account, binaries }: ClusterTools,
  folder: string,
  password: string,
): Promise<void> {
  const args = ['--single', '-D', rowsFolder(folder), 'postgres']
  const input = `alter role ${superuser} password '${password}'\n`
  await run(binaries.postgres, args, { ...account, cwd: folder, env: { LC_ALL: 'C' }, input })
}
