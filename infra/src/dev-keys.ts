import { join } from 'node:path'
import { z } from 'zod'
import { keepOnce } from './platform/keep-once.ts'
import { newPlatformSecrets, secretVariables } from './platform/platform-secrets.ts'

const keysSchema = z.record(z.string(), z.string())

const devKeysSchema = z.object({
  ASSERTION_SIGNING_KEY: z.string(),
  ASSERTION_VERIFYING_KEYS: z.string(),
  REGISTRY_SIGNING_KEY: z.string(),
  REGISTRY_VERIFYING_KEYS: z.string(),
  INTERNAL_SIGNING_KEY: z.string(),
  INTERNAL_VERIFYING_KEYS: z.string(),
  ROLE_SECRET: z.string(),
  RUNTIME_SECRET: z.string(),
  REGISTRY_API_KEY: z.string(),
})

/** The secrets of a development platform, by the variables from which services read them. */
export type DevKeys = z.infer<typeof devKeysSchema>

/**
 * The development secrets of a data folder: created by the first call, the same ever after, in a file that
 * only its owner can read. Concurrent callers get the same secrets.
 */
export async function loadDevKeys(folder: string): Promise<DevKeys> {
  const keys = keysSchema.parse(await keepOnce(join(folder, 'dev-keys.json'), makeDevKeys))
  // A folder from before dedicated tenants has no RUNTIME_SECRET; other values are derived from ROLE_SECRET.
  return devKeysSchema.parse({ RUNTIME_SECRET: keys.ROLE_SECRET, ...keys })
}

async function makeDevKeys(): Promise<DevKeys> {
  const secrets = await newPlatformSecrets((use) => `dev-${use}`)
  return devKeysSchema.parse(secretVariables(secrets))
}
