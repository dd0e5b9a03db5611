import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { succeeds } from '@mt/local-servers/processes/run'
import type { RedisBinary } from './redis-binary.ts'

/** The last version under the BSD licence. */
const version = '7.2.7'

/**
 * A server built from source into the cache, which takes a minute or two. Undefined if that is not
 * possible.
 */
export async function buildRedis(cache: string, path: string): Promise<RedisBinary | undefined> {
  if (!(await succeeds('make', ['--version'], { env: { PATH: path } }))) return undefined
  const downloadDir = join(cache, 'redis-built')
  await mkdir(downloadDir, { recursive: true })
  const { default: library } = await import('redis-memory-server/lib/util/RedisBinary.js')
  try {
    const file = await library.default.getPath({ downloadDir, version })
    return { file, env: { PATH: path } }
  } catch {
    return undefined
  }
}
