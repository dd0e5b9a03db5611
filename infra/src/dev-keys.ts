import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newKeyTexts } from '@mt/shared/keys'
import { z } from 'zod'

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
  const file = join(folder, 'dev-keys.json')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return parseKeys(known)
  await mkdir(folder, { recursive: true })
  const draft = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, JSON.stringify(await makeDevKeys(), null, 2), { mode: 0o600 })
  // A link, unlike a rename, does not replace what another caller has made meanwhile.
  await link(draft, file).catch(() => {})
  await rm(draft)
  return parseKeys(await readFile(file, 'utf8'))
}

/** A folder that is older than dedicated tenants has no secret for them; what is derived from its own differs. */
function parseKeys(text: string): DevKeys {
  const keys = JSON.parse(text)
  return devKeysSchema.parse({ RUNTIME_SECRET: keys.ROLE_SECRET, ...keys })
}

async function makeDevKeys(): Promise<DevKeys> {
  const [assertion, registry, internal] = await Promise.all(
    ['dev-assertion', 'dev-registry', 'dev-internal'].map(newKeyTexts),
  )
  return devKeysSchema.parse({
    ASSERTION_SIGNING_KEY: assertion?.signing,
    ASSERTION_VERIFYING_KEYS: assertion?.verifying,
    REGISTRY_SIGNING_KEY: registry?.signing,
    REGISTRY_VERIFYING_KEYS: registry?.verifying,
    INTERNAL_SIGNING_KEY: internal?.signing,
    INTERNAL_VERIFYING_KEYS: internal?.verifying,
    ROLE_SECRET: randomBytes(32).toString('hex'),
    RUNTIME_SECRET: randomBytes(32).toString('hex'),
    REGISTRY_API_KEY: randomBytes(32).toString('hex'),
  })
}
