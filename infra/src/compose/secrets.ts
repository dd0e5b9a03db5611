import { join } from 'node:path'
import { z } from 'zod'
import { keepOnce } from '../platform/keep-once.ts'
import {
  newPlatformSecrets,
  newSecret,
  platformSecretsSchema,
} from '../platform/platform-secrets.ts'
import { composeService } from './service.ts'

const secretsSchema = platformSecretsSchema.extend({
  postgres: z.object({ owner: z.string(), controlPlane: z.string() }),
  redis: z.object({
    gateway: z.string(),
    [composeService]: z.string(),
    controlPlane: z.string(),
  }),
})

/** All secrets of a compose platform, including its servers' passwords. No service gets all of them. */
export type Secrets = z.infer<typeof secretsSchema>

/** The secrets in a folder: created by the first call, the same ever after, also for concurrent calls. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  return secretsSchema.parse(await keepOnce(join(folder, 'secrets.json'), makeSecrets))
}

/** Keys are named after the month in which they were created. */
async function makeSecrets(): Promise<Secrets> {
  const month = new Date().toISOString().slice(0, 7)
  return {
    ...(await newPlatformSecrets((use) => `${use}-${month}`)),
    postgres: { owner: newSecret(), controlPlane: newSecret() },
    redis: { gateway: newSecret(), [composeService]: newSecret(), controlPlane: newSecret() },
  }
}
