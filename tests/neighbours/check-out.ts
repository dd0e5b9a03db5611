import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTemporaryFolder, type TemporaryFolder } from '@mt/infra/process/temporary-folder'
import { run } from '@mt/local-servers/processes/run'

/** The services, and what the process runtime starts PostgreSQL with, which is for development only. */
const services = ['@mt/gateway', '@mt/polls', '@mt/control-plane', '@mt/local-servers']

/** Checks out the sources of a commit in a new folder, and installs what its services need by its own lock file. */
export async function checkOut(root: string, commit: string): Promise<TemporaryFolder> {
  const folder = await makeTemporaryFolder(tmpdir())
  const archive = join(folder.path, 'sources.tar')
  await run('git', ['archive', '--output', archive, commit], { cwd: root })
  await run('tar', ['-xf', archive], { cwd: folder.path })
  const only = services.flatMap((name) => ['--workspace', name])
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['ci', '--ignore-scripts', '--omit=dev', ...quiet, ...only], {
    cwd: folder.path,
  })
  return folder
}
