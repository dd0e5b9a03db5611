import { createHash } from 'node:crypto'
import { chown, lstat, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname } from 'node:path'
import { checkoutFolder, dataFolder } from '../paths.ts'
import { makeTemporaryFolder, type TemporaryFolder } from '../process/temporary-folder.ts'
import { canReach, type ServerAccount } from './account.ts'

/**
 * The folder under which this checkout keeps what the server account must reach: `.data`, or where a
 * parent hides that from the account (a clone under /root), a folder of this checkout in /var/tmp.
 */
export async function reachableFolder(account: ServerAccount): Promise<string> {
  await mkdir(dataFolder, { recursive: true })
  if (await canReach(account, dataFolder)) return dataFolder
  const hash = createHash('sha256').update(checkoutFolder).digest('hex').slice(0, 12)
  const folder = `/var/tmp/multi-tenant-platform-${hash}`
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const { uid } = await lstat(folder)
  // Anyone may write to /var/tmp: a folder that somebody else laid there first is not to be trusted.
  if (uid !== userInfo().uid) throw new Error(`${folder} belongs to another user: remove it`)
  return folder
}

/** Makes a folder that belongs to the account and that no one else may enter. */
export async function makeOwnFolder(account: ServerAccount, folder: string): Promise<string> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return giveTo(account, folder)
}

/** A new temporary folder that the account can reach and nobody else. */
export async function makeTemporaryCluster(account: ServerAccount): Promise<TemporaryFolder> {
  const base = (await canReach(account, tmpdir())) ? tmpdir() : '/var/tmp'
  const folder = await makeTemporaryFolder(base)
  await giveTo(account, folder.path)
  return folder
}

/** Hands a file or folder over to the account. */
export async function giveTo(account: ServerAccount, path: string): Promise<string> {
  if (account.uid !== undefined) await chown(path, account.uid, account.gid ?? account.uid)
  return path
}
