import { z } from 'zod'

/** The names and shapes in which the control plane publishes the registry and others read it. */

/** The Redis hash of one host: field `version` (decimal) and field `entry` (signed). */
export function hostKey(host: string): string {
  return `registry:host:${host}`
}

/** The Redis channel on which changes are announced, each message a RegistryChange as JSON. Announcements can be lost. */
export const changesChannel = 'registry:changes'

/** Set in Redis when every entry has been published there; its absence tells the control plane to publish all again. */
export const filledKey = 'registry:filled'

export const registryChangeSchema = z.object({ host: z.string(), version: z.number().int() })
export type RegistryChange = z.infer<typeof registryChangeSchema>

/** GET /v1/registry/changes?after=: what changed after a version, in order. Without `after`: nothing, and where the feed stands. */
export const changesAnswerSchema = z.object({
  changes: z.array(registryChangeSchema),
  next: z.number().int(),
})

/** GET /v1/registry/hosts/:host: the signed entry, or 404 where the host was never known. */
export const hostAnswerSchema = z.object({ entry: z.string() })
