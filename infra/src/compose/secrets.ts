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

/** All secrets of a compose platform, the passwords of its servers among them. No service gets to see them together. */
export type Secrets = z.infer<typeof secretsSchema>

/** The secrets that lie in a folder: made at the first call, the same ever after, and for callers that race. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  return secretsSchema.parse(await keepOnce(join(folder, 'secrets.json'), makeSecrets))
}

/** Keys are told apart by the month in which they were made. */
async function makeSecrets(): Promise<Secrets> {
  const month = new Date().toISOString().slice(0, 7)
  return {
    ...(await newPlatformSecrets((use) => `${use}-${month}`)),
    postgres: { owner: newSecret(), controlPlane: newSecret() },
    redis: { gateway: newSecret(), [composeService]: newSecret(), controlPlane: newSecret() },
  }
}
