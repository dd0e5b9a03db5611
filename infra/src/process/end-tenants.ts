import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { endAllTenants } from '@mt/local-servers/tenants/tenant-processes'

/**
 * Ends all dedicated tenants of a folder after their launcher was killed. The control plane gets its signal
 * at the same time and may start one again before it ends, so this repeats until no process has appeared
 * for a while. The folder records which processes belong to its tenants, so that no others are ended.
 */
const quietMs = 3_000
const maxMs = 30_000
const pollEveryMs = 250

const [folder, andThen] = process.argv.slice(2)
if (!folder) throw new Error('end-tenants takes a folder')
const endMs = Date.now() + maxMs
for (let quietSinceMs = Date.now(); Date.now() < endMs; await sleep(pollEveryMs)) {
  if (await endAllTenants(folder)) quietSinceMs = Date.now()
  if (Date.now() - quietSinceMs > quietMs) break
}
if (andThen === 'remove') await rm(folder, { recursive: true, force: true, maxRetries: 5 })
