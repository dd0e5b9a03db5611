import { userInfo } from 'node:os'
import { run, succeeds } from '../processes/run.ts'

/** The account that the database server runs as; empty for this process's own. */
export interface ServerAccount {
  uid?: number
  gid?: number
}

/**
 * PostgreSQL refuses to run as root. Under root its processes run as `nobody`, which every system has, so
 * that no user is created and nothing else on the system changes.
 */
export async function findServerAccount(): Promise<ServerAccount> {
  if (userInfo().uid !== 0) return {}
  nobody ??= findNobody()
  return nobody
}

/** The same for as long as the process runs. */
let nobody: Promise<ServerAccount> | undefined

async function findNobody(): Promise<ServerAccount> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])])
    return { uid: Number(uid), gid: Number(gid) }
  } catch (error) {
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no user "nobody" to run it as: start as another user, or set DATABASE_URL',
      { cause: error },
    )
  }
}

/** Whether the account can reach a file or folder: an unreadable parent, such as /root, hides both. */
export function canReach(account: ServerAccount, path: string): Promise<boolean> {
  return succeeds('test', ['-x', path], account)
}
