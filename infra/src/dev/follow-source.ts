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
/** How long the service takes to restart with the changes. */
const reloadMs = 3_000
/** The packages that a service consists of. */
const servicePackages = ['credentials', 'data-plane', 'pages', 'shared', 'tenancy'].map(
  (name) => `packages/${name}/src`,
)

/**
 * Does for dedicated tenants, until `signal` aborts, what `node --watch` does for the pooled service: when
 * the service's sources change, their services end, and the control plane restarts them. When its
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
        following = following
          .then(follow)
          .catch((error) => say(`could not apply a change: ${error}`))
      }, quietMs)
    }
  }

  try {
    await Promise.all([service, ...servicePackages].map(watchFolder))
  } catch (error) {
    if (!signal.aborted) say(`no longer watching for changes: ${error}`)
  } finally {
    clearTimeout(due)
  }
}
