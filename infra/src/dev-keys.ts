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

/** The secrets of a development platform, by the variables that services read them from. */
export type DevKeys = z.infer<typeof devKeysSchema>

/**
 * The development secrets of a data folder: made at the first call, the same ever after, in a file that
 * only its owner may read. Callers that race get the same ones.
 */
export async function loadDevKeys(folder: string): Promise<DevKeys> {
  const keys = keysSchema.parse(await keepOnce(join(folder, 'dev-keys.json'), makeDevKeys))
  // A folder that is older than dedicated tenants has no secret for them; what is derived from its own differs.
  return devKeysSchema.parse({ RUNTIME_SECRET: keys.ROLE_SECRET, ...keys })
}

async function makeDevKeys(): Promise<DevKeys> {
  const secrets = await newPlatformSecrets((use) => `dev-${use}`)
  return devKeysSchema.parse(secretVariables(secrets))
}
