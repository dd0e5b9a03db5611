import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canReach, findServerAccount } from '@mt/local-servers/postgres/account'
import { endAllTenants } from '@mt/local-servers/tenants/tenant-processes'
import { cacheFolder } from './paths.ts'
import { reachableCache, reachableFolder } from './postgres/folders.ts'
import { runAfterUs } from './process/watchdog.ts'

/** Where the process runtime keeps dedicated tenants. Its processes end with this process at the latest. */
export interface TenantsFolder extends AsyncDisposable {
  /** The variables for the control plane. */
  env: Record<'RUNTIME' | 'RUNTIME_FOLDER' | 'RUNTIME_CACHE' | 'NODE_COMPILE_CACHE', string>
}

const endTenantsScript = join(import.meta.dirname, 'process/end-tenants.ts')

/** A folder of this checkout: tenants are kept, and processes left by an earlier launcher are ended. */
export async function keepTenants(name: string): Promise<TenantsFolder> {
  const account = await findServerAccount()
  const folder = join(await reachableFolder(account), name)
  await endAllTenants(folder)
  return holdTenants(folder, await reachableCache(account), 'keep')
}

/** A folder that is removed together with its tenants. */
export async function makeTenants(): Promise<TenantsFolder> {
  const account = await findServerAccount()
  const base = (await canReach(account, tmpdir())) ? tmpdir() : '/var/tmp'
  const folder = await mkdtemp(join(base, 'mt-tenants-'))
  // The account of the clusters must be able to pass through it, without listing it.
  await chmod(folder, 0o711)
  const held = holdTenants(folder, await reachableCache(account), 'remove')
  return {
    env: held.env,
    async [Symbol.asyncDispose]() {
      await held[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function holdTenants(folder: string, cache: string, andThen: 'keep' | 'remove'): TenantsFolder {
  const watchdog = runAfterUs(process.execPath, endTenantsScript, folder, andThen)
  return {
    env: {
      RUNTIME: 'process',
      RUNTIME_FOLDER: folder,
      RUNTIME_CACHE: cache,
      NODE_COMPILE_CACHE: join(cacheFolder, 'compiled'),
    },
    async [Symbol.asyncDispose]() {
      await endAllTenants(folder)
      watchdog.end()
    },
  }
}
