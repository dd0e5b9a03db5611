import { z } from 'zod'

/** The names and formats in which the control plane publishes the registry. */

/** The Redis hash of one host: field `version` (decimal) and field `entry` (signed). */
export function hostKey(host: string): string {
  return `registry:host:${host}`
}

/**
 * The Redis channel that announces changes, each message a RegistryChange as JSON. Announcements can be
 * lost.
 */
export const changesChannel = 'registry:changes'

/**
 * Set in Redis once every entry has been published; if it is absent, the control plane publishes all of
 * them again.
 */
export const filledKey = 'registry:filled'

export const registryChangeSchema = z.object({ host: z.string(), version: z.number().int() })
export type RegistryChange = z.infer<typeof registryChangeSchema>

/**
 * GET /v1/registry/changes?after=: the changes after a version, in order. Without `after`: none, and the
 * current end of the feed.
 */
export const changesAnswerSchema = z.object({
  changes: z.array(registryChangeSchema),
  next: z.number().int(),
})

/** GET /v1/registry/hosts/:host: the signed entry, or 404 if the host was never known. */
export const hostAnswerSchema = z.object({ entry: z.string() })
