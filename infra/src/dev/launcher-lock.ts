import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@mt/local-servers/processes/run'
import { ConfigError } from '@mt/shared/config'

/** The end of a launcher's command line. */
const launcherScript = 'infra/src/dev.ts'

/**
 * Holds a data folder for this launcher until it is disposed of. Throws a ConfigError while another
 * launcher holds it; a launcher that was killed holds nothing.
 */
export async function holdDataFolder(folder: string): Promise<AsyncDisposable> {
  const file = join(folder, 'launcher.pid')
  const holder = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
  if (holder !== process.pid && (await commandLine(holder)).includes(launcherScript)) {
    throw new ConfigError(`this checkout is already running, as process ${holder}: stop that first`)
  }
  await mkdir(folder, { recursive: true })
  await writeFile(file, String(process.pid))
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
}

async function commandLine(pid: number): Promise<string> {
  if (!Number.isInteger(pid)) return ''
  const command =
    process.platform === 'linux'
      ? readFile(`/proc/${pid}/cmdline`, 'utf8')
      : run('ps', ['-o', 'command=', '-p', String(pid)])
  return command.catch(() => '')
}
