import { type RuntimeTenant, runningParts } from '../runtime.ts'
import type { Looks, Watched } from './looks.ts'

/**
 * What a runtime has found, with what the looks at it say: `unhealthy` is what runs and hangs. Who runs is
 * looked at from then on.
 */
export function withLooks(looks: Looks, found: RuntimeTenant[]): RuntimeTenant[] {
  looks.follow(found.flatMap(watchedOf))
  for (const { tenantId, parts } of found) {
    for (const part of runningParts) {
      const isHung = parts[part].state === 'running' && looks.isHung(tenantId, part)
      if (isHung) parts[part] = { ...parts[part], state: 'unhealthy' }
    }
  }
  return found
}

/** A tenant can be looked at where both of its parts run, and it is known where. */
function watchedOf({ tenantId, parts, launched }: RuntimeTenant): Watched[] {
  const runs = runningParts.every((part) => parts[part].state !== 'stopped')
  if (!runs || !launched) return []
  const instance = runningParts.map((part) => parts[part].id).join()
  return [{ tenantId, internalUrl: launched.internalUrl, instance }]
}
