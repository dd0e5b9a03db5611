import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run, succeeds } from '@mt/local-servers/processes/run'
import type { RedisBinary } from './redis-binary.ts'

/**
 * Debian's or Ubuntu's own server, unpacked into the cache: nothing is installed, no privilege is needed.
 * Undefined without apt-get, or if none of its mirrors answers.
 */
export async function fetchDebianRedis(
  cache: string,
  path: string,
): Promise<RedisBinary | undefined> {
  const kept = join(cache, 'redis-debian')
  const known = await unpackedServer(kept, path)
  if (known) return known
  if (!(await succeeds('apt-get', ['--version'], { env: { PATH: path } }))) return undefined
  const half = `${kept}.${process.pid}`
  try {
    await mkdir(join(half, archives, 'partial'), { recursive: true })
    await mkdir(join(half, 'lists/partial'), { recursive: true })
    const unpacked = await unpackFirst(half, { PATH: path, LC_ALL: 'C' })
    if (!unpacked) return undefined
    await rm(kept, { recursive: true, force: true })
    // Another launcher of this checkout may have been faster; its copy is as good.
    await rename(join(half, 'root'), kept).catch(() => {})
    return unpackedServer(kept, path)
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

async function unpackFirst(folder: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  for (const name of ['redis', 'valkey']) {
    // The system's own package lists first; if they are missing or old, separate ones.
    for (const ownLists of [false, true]) {
      if (await unpack({ name, folder, env, ownLists })) return true
    }
  }
  return false
}

interface Fetching {
  name: string
  folder: string
  env: NodeJS.ProcessEnv
  ownLists: boolean
}

/** Downloads the server and those of its libraries that this machine lacks; apt verifies the downloads. */
async function unpack({ name, folder, env, ownLists }: Fetching): Promise<boolean> {
  const apt = [
    ...aptOptions(folder),
    ...(ownLists ? ['-o', `Dir::State::lists=${folder}/lists`] : []),
  ]
  const fetchOnly = ['--yes', '--download-only', '--reinstall', '--no-install-recommends']
  try {
    if (ownLists) await run('apt-get', [...apt, 'update'], { env })
    await run('apt-get', [...apt, 'install', ...fetchOnly, `${name}-server`, `${name}-tools`], {
      env,
    })
    for (const file of await readdir(join(folder, archives))) {
      if (file.endsWith('.deb')) {
        await run('dpkg-deb', ['-x', join(folder, archives, file), join(folder, 'root')], { env })
      }
    }
    return true
  } catch {
    return false
  }
}

const archives = 'apt/archives'

/** apt stores its downloads in our folder, and needs no lock of the system and no separate user. */
function aptOptions(folder: string): string[] {
  const options = [`Dir::Cache=${folder}/apt`, 'Debug::NoLocking=1', 'APT::Sandbox::User=root']
  return ['-q', ...options.flatMap((option) => ['-o', option])]
}

async function unpackedServer(folder: string, path: string): Promise<RedisBinary | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const file = join(folder, 'usr/bin', name)
    if (!(await stat(file).catch(() => undefined))) continue
    const libraries = await libraryFolders(folder)
    return { file, env: { PATH: path, LD_LIBRARY_PATH: libraries.join(':') } }
  }
  return undefined
}

/** Debian puts libraries in a folder named after the machine, such as usr/lib/x86_64-linux-gnu. */
async function libraryFolders(root: string): Promise<string[]> {
  const parents = ['usr/lib', 'lib'].map((name) => join(root, name))
  const lists = await Promise.all(
    parents.map(async (parent) => {
      const names = await readdir(parent).catch(() => [])
      return names.filter((name) => name.includes('-linux-')).map((name) => join(parent, name))
    }),
  )
  return lists.flat()
}
