import { randomBytes } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  type ClusterTools,
  copyTemplate,
  rowsFolder,
  superuser,
} from '@mt/local-servers/postgres/cluster-folder'
import { makeOwnFolder } from '@mt/local-servers/postgres/folders'
import { run } from '@mt/local-servers/processes/run'
import { scramVerifier } from '@mt/tenancy/sql/scram-verifier'

/**
 * Makes a cluster in `folder` where there is none: a copy of a fresh one, whose owner is given its password
 * before anybody can connect. Half ones of calls that were cut off go; each call has a name of its own for
 * its own, because the copying that another began may outlive it.
 */
export async function makeCluster(
  tools: ClusterTools,
  folder: string,
  password: string,
): Promise<void> {
  if (await stat(folder).catch(() => undefined)) return
  await removeHalves(folder)
  const half = `${folder}.${randomBytes(4).toString('hex')}.new`
  await makeOwnFolder(tools.account, half)
  await copyTemplate(tools, half)
  await rm(join(half, 'password'))
  await setPassword(tools, half, password)
  await rename(half, folder)
}

async function removeHalves(folder: string): Promise<void> {
  const names = await readdir(dirname(folder))
  const halves = names.filter(
    (name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.new'),
  )
  for (const name of halves) {
    await rm(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 5 })
  }
}

/** In single-user mode: the server that does so listens nowhere. */
async function setPassword(
  { account, binaries }: ClusterTools,
  folder: string,
  password: string,
): Promise<void> {
  const args = ['--single', '-D', rowsFolder(folder), 'postgres']
  const input = `alter role ${superuser} password '${await scramVerifier(password)}'\n`
  await run(binaries.postgres, args, { ...account, cwd: folder, env: { LC_ALL: 'C' }, input })
}
