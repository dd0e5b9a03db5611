import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readEnv } from '@mt/shared/config'
import { z } from 'zod'
import { filesOf } from './files.ts'
import { loadSecrets } from './secrets.ts'

/**
 * Runs first on a compose platform: creates its secrets if there are none, and gives each service a folder,
 * which is a volume, with the secrets that it may know. It can run again at any time: existing secrets
 * stay, and files that a new release needs are added.
 */
async function writeKeys(): Promise<void> {
  const { KEYS_FOLDER, OPS_API_KEY } = readEnv(
    z.object({ KEYS_FOLDER: z.string().default('/keys'), OPS_API_KEY: z.string().optional() }),
  )
  const secrets = await loadSecrets(join(KEYS_FOLDER, 'all'))
  const wanted = OPS_API_KEY === undefined ? secrets : { ...secrets, opsApiKey: OPS_API_KEY }
  for (const file of filesOf(wanted)) await write(join(KEYS_FOLDER, file.path), file)
}

/**
 * The file is complete whenever it exists. A file for an image that runs as its own user is readable in its
 * volume.
 */
async function write(path: string, { text, mode }: { text: string; mode: number }): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.new`, text, { mode })
  await chmod(`${path}.new`, mode)
  await rename(`${path}.new`, path)
}

await writeKeys()
