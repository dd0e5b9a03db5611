import { createHash } from 'node:crypto'
import { lstat, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { canReach, type ServerAccount } from '@mt/local-servers/postgres/account'
import { giveTo } from '@mt/local-servers/postgres/folders'
import { dataFolder } from '../paths.ts'
import { makeTemporaryFolder, type TemporaryFolder } from '../process/temporary-folder.ts'

/**
 * The folder for everything that the server account must reach: the data folder, or, if a parent hides that
 * from the account (a clone under /root), a folder of its own in /var/tmp.
 */
export async function reachableFolder(account: ServerAccount): Promise<string> {
  await mkdir(dataFolder, { recursive: true })
  if (await canReach(account, dataFolder)) return dataFolder
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)
  const folder = `/var/tmp/multi-tenant-platform-${hash}`
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const { uid } = await lstat(folder)
  // Anybody may write to /var/tmp: a folder that somebody else put there first is not trustworthy.
  if (uid !== userInfo().uid) throw new Error(`${folder} belongs to another user: remove it`)
  return folder
}

/** The server account's cache, which may be deleted at any time. */
export async function reachableCache(account: ServerAccount): Promise<string> {
  return join(await reachableFolder(account), 'cache')
}

/** A new temporary folder that only the account can reach. */
export async function makeTemporaryCluster(account: ServerAccount): Promise<TemporaryFolder> {
  const base = (await canReach(account, tmpdir())) ? tmpdir() : '/var/tmp'
  const folder = await makeTemporaryFolder(base)
  await giveTo(account, folder.path)
  return folder
}
