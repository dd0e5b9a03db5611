import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newKeyTexts } from '@mt/shared/keys'
import { z } from 'zod'

const keyTexts = z.object({ signing: z.string(), verifying: z.string() })

const secretsSchema = z.object({
  assertion: keyTexts,
  registry: keyTexts,
  internal: keyTexts,
  roleSecret: z.string(),
  runtimeSecret: z.string(),
  registryApiKey: z.string(),
  opsApiKey: z.string(),
  postgres: z.object({ owner: z.string(), controlPlane: z.string() }),
  redis: z.object({ gateway: z.string(), polls: z.string(), controlPlane: z.string() }),
})

/** All secrets of a compose platform. No service gets to see them together. */
export type Secrets = z.infer<typeof secretsSchema>

/** The secrets that lie in a folder: made at the first call, the same ever after, and for callers that race. */
export async function loadSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return secretsSchema.parse(JSON.parse(known))
  await mkdir(folder, { recursive: true })
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, JSON.stringify(await makeSecrets()), { mode: 0o600 })
  // A link, unlike a rename, does not replace what another caller has made meanwhile.
  await link(draft, file).catch(() => {})
  await rm(draft)
  return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
}

/** Keys are told apart by the month in which they were made. */
async function makeSecrets(): Promise<Secrets> {
  const month = new Date().toISOString().slice(0, 7)
  return {
    assertion: await newKeyTexts(`assertion-${month}`),
    registry: await newKeyTexts(`registry-${month}`),
    internal: await newKeyTexts(`internal-${month}`),
    roleSecret: newSecret(),
    runtimeSecret: newSecret(),
    registryApiKey: newSecret(),
    opsApiKey: newSecret(),
    postgres: { owner: newSecret(), controlPlane: newSecret() },
    redis: { gateway: newSecret(), polls: newSecret(), controlPlane: newSecret() },
  }
}

function newSecret(): string {
  return randomBytes(32).toString('hex')
}
