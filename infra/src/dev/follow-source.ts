import { watch } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endAllServices } from '@mt/local-servers/tenants/tenant-processes'
import type { DevConfig } from '../config.ts'
import { checkoutFolder } from '../paths.ts'
import { migrateTenants } from './migrate-tenants.ts'
import { say } from './say.ts'

/** An editor writes more than once, and a migration is more than one file. */
const quietMs = 300
/** How long the service takes to start again with what has changed. */
const reloadMs = 3_000
/** The packages that run in a service. */
const servicePackages = ['credentials', 'data-plane', 'pages', 'shared', 'tenancy'].map(
  (name) => `packages/${name}/src`,
)

/**
 * What `node --watch` does for the pooled service, for dedicated tenants until `signal` aborts: when the
 * sources of the service change, their own services end, and the control plane starts them again. Where its
 * migrations change, all tenants are migrated. Never rejects.
 */
export async function followSource(
  config: DevConfig,
  tenantsFolder: string,
  signal: AbortSignal,
): Promise<void> {
  const service = `apps/${config.service}/src`
  let hasMigrated = true
  let due: NodeJS.Timeout | undefined
  let following = Promise.resolve()

  async function follow(): Promise<void> {
    await endAllServices(tenantsFolder)
    if (hasMigrated) return
    hasMigrated = true
    await sleep(reloadMs, undefined, { signal })
    await migrateTenants(config, signal)
  }

  async function watchFolder(folder: string): Promise<void> {
    for await (const { filename } of watch(join(checkoutFolder, folder), {
      recursive: true,
      signal,
    })) {
      if (folder === service && filename?.startsWith('migrations')) hasMigrated = false
      clearTimeout(due)
      due = setTimeout(() => {
        following = following.then(follow).catch((error) => say(`not followed: ${error}`))
      }, quietMs)
    }
  }

  try {
    await Promise.all([service, ...servicePackages].map(watchFolder))
  } catch (error) {
    if (!signal.aborted) say(`changes are not followed any more: ${error}`)
  } finally {
    clearTimeout(due)
  }
}
