import { chown, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ServerAccount } from './account.ts'

/** Makes a folder that belongs to the account and that no other account may enter. */
export async function makeOwnFolder(account: ServerAccount, folder: string): Promise<string> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return giveTo(account, folder)
}

/** Gives a file or folder to the account. */
export async function giveTo(account: ServerAccount, path: string): Promise<string> {
  if (account.uid !== undefined) await chown(path, account.uid, account.gid ?? account.uid)
  return path
}
