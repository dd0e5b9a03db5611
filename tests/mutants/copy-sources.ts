import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'

const run = promisify(execFile)

/** A copy of the sources, in which tests run as in the original. */
export interface SourceCopy {
  folder: string
  remove(): Promise<void>
}

/**
 * Copies the files that git tracks or would add, and links the libraries. The relative links that npm makes
 * link the packages of this repository to the copy's own; otherwise the tests would run the original.
 */
export async function copySources(root: string): Promise<SourceCopy> {
  const { path: folder } = await makeTemporaryFolder(tmpdir())
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    maxBuffer: 1 << 26,
  })
  for (const file of stdout.split('\0').filter(Boolean)) await copyFile(root, folder, file)
  await linkModules(root, folder)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A tracked file may be missing in the work tree. */
async function copyFile(root: string, folder: string, file: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await cp(join(root, file), join(folder, file)).catch(ignoreMissing)
}

async function linkModules(root: string, folder: string): Promise<void> {
  const modules = join(root, 'node_modules')
  await mkdir(join(folder, 'node_modules', '@mt'), { recursive: true })
  for (const name of await readdir(modules)) {
    if (name !== '@mt') await symlink(join(modules, name), join(folder, 'node_modules', name))
  }
  for (const name of await readdir(join(modules, '@mt'))) {
    const toPackage = await readlink(join(modules, '@mt', name))
    await symlink(toPackage, join(folder, 'node_modules', '@mt', name))
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
