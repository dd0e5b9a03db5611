import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { run } from '../processes/run.ts'
import { findServerAccount, type ServerAccount } from './account.ts'
import { findPostgres, type PostgresBinaries } from './binaries.ts'
import { giveTo, makeOwnFolder } from './folders.ts'

/** What is needed to make and run clusters. */
export interface ClusterTools {
  account: ServerAccount
  binaries: PostgresBinaries
  /**
   * Where copies of the binaries and of a fresh cluster are. The account can reach this folder, and it may
   * be deleted.
   */
  cacheFolder: string
}

/** The tools of this machine; `cacheOf` returns the folder for the account's cache. */
export async function findClusterTools(
  cacheOf: (account: ServerAccount) => Promise<string> | string,
): Promise<ClusterTools> {
  const account = await findServerAccount()
  const cacheFolder = await cacheOf(account)
  return { account, binaries: await findPostgres(account, cacheFolder), cacheFolder }
}

/** The name of the superuser of every cluster that is made here. */
export const superuser = 'postgres'

/** Where the rows are inside a cluster's folder; the password is beside them. */
export function rowsFolder(folder: string): string {
  return join(folder, 'data')
}

/** The superuser's password: random, made with the cluster, readable only by its owner. */
export function readPassword(folder: string): Promise<string> {
  return readFile(join(folder, 'password'), 'utf8')
}

/** Makes a cluster in the folder if there is none. An interrupted call leaves no half-made one. */
export async function initCluster({ account, binaries }: ClusterTools, folder: string) {
  if (await exists(join(rowsFolder(folder), 'PG_VERSION'))) return assertMajor(binaries, folder)
  await makeOwnFolder(account, folder)
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  await giveTo(account, passwordFile)
  const half = join(folder, 'data.new')
  await rm(half, { recursive: true, force: true })
  await run(binaries.initdb, [`--pgdata=${half}`, ...initFlags(passwordFile)], {
    ...account,
    cwd: folder,
    env: { LC_ALL: 'C' },
  })
  await rename(half, rowsFolder(folder))
}

function initFlags(passwordFile: string): string[] {
  return [
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order and case rules on every system, whatever locales it has.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
}

async function assertMajor(binaries: PostgresBinaries, folder: string): Promise<void> {
  const made = (await readFile(join(rowsFolder(folder), 'PG_VERSION'), 'utf8')).trim()
  if (binaries.version.split('.')[0] === made) return
  throw new Error(`${folder} was made by PostgreSQL ${made}, not ${binaries.version}: remove it`)
}

/** Makes a cluster by copying one that was made before, in a tenth of the time. */
export async function copyTemplate(tools: ClusterTools, folder: string): Promise<void> {
  const template = join(tools.cacheFolder, `cluster-${tools.binaries.version}`)
  if (!(await exists(template))) await makeTemplate(tools, template)
  await run('cp', ['-Rp', `${template}/.`, folder], { ...tools.account, cwd: '/' })
}

async function makeTemplate(tools: ClusterTools, template: string): Promise<void> {
  const half = join(dirname(template), `${basename(template)}.${randomBytes(4).toString('hex')}`)
  await initCluster(tools, half)
  await rename(half, template).catch(() => rm(half, { recursive: true }))
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}
