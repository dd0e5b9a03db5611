import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { endAllTenants } from '@mt/local-servers/tenants/tenant-processes'

/**
 * Ends all dedicated tenants of a folder after their launcher was killed. The control plane, which gets its
 * signal at the same time, may start one again before it ends: so it is looked for them until none has come
 * for a while. The folder says which processes are theirs, so that it can only go after them.
 */
const quietMs = 3_000
const maxMs = 30_000
const lookEveryMs = 250

const [folder, andThen] = process.argv.slice(2)
if (!folder) throw new Error('end-tenants takes a folder')
const endMs = Date.now() + maxMs
for (let quietSinceMs = Date.now(); Date.now() < endMs; await sleep(lookEveryMs)) {
  if (await endAllTenants(folder)) quietSinceMs = Date.now()
  if (Date.now() - quietSinceMs > quietMs) break
}
if (andThen === 'remove') await rm(folder, { recursive: true, force: true, maxRetries: 5 })
