import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findRedis, onPath } from './find-redis.ts'
import type { RedisSource } from './redis-binary.ts'

describe('findRedis', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mt-path-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  async function layServer(name: string, says: string): Promise<string> {
    const file = join(folder, name)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, `#!/bin/sh\necho '${says}'\n`)
    await chmod(file, 0o755)
    return file
  }

  const none: RedisSource = async () => undefined
  const fallback = (file: string): RedisSource => {
    return async (_cache, path) => ({ file, env: { PATH: path } })
  }

  it('prefers redis-server on the path', async () => {
    await layServer('a/valkey-server', 'Valkey server v=8.0')
    const redis = await layServer('b/redis-server', 'Redis server v=7.0')
    expect((await findRedis(folder, `${folder}/a:${folder}/b`, [onPath])).file).toBe(redis)
  })

  it('uses valkey-server without redis-server', async () => {
    const valkey = await layServer('a/valkey-server', 'Valkey server v=8.0')
    expect((await findRedis(folder, `${folder}/a`, [onPath])).file).toBe(valkey)
  })

  it('skips a file on the path that is not a server', async () => {
    await layServer('a/redis-server', 'something else')
    const redis = await layServer('b/redis-server', 'Redis server v=7.0')
    expect((await findRedis(folder, `${folder}/a:${folder}/b`, [onPath])).file).toBe(redis)
  })

  it('tries the next way if one fails', async () => {
    const broken = await layServer('broken', 'cannot open shared object file')
    const redis = await layServer('built', 'Redis server v=7.2')
    const ways = [onPath, none, fallback(broken), fallback(redis)]
    expect((await findRedis(folder, `${folder}/empty`, ways)).file).toBe(redis)
  })

  it('names the ways in one line if all fail', async () => {
    const search = findRedis(folder, `${folder}/empty`, [onPath, none])
    await expect(search).rejects.toThrow(
      /^no Redis server: set REDIS_URL, [^\n]*valkey-server[^\n]*$/,
    )
  })
})
