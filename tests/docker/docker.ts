import { run, succeeds } from '@mt/local-servers/processes/run'

/** What `docker …` writes to standard output, trimmed. Throws when it fails, with what it said. */
export async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args)).trim()
}

/** Why containers cannot be run here; undefined where they can. */
export async function whyNoDocker(): Promise<string | undefined> {
  if (!(await succeeds('docker', ['--version']))) return 'no docker is installed'
  if (!(await succeeds('docker', ['info', '--format', '{{.ServerVersion}}'])))
    return 'no Docker Engine answers'
  if (!(await findCompose())) return 'neither `docker compose` nor `docker-compose` is installed'
  return undefined
}

/** The command that speaks compose here: the plugin of newer Dockers, or the program of older ones. */
export async function findCompose(): Promise<[string, ...string[]] | undefined> {
  if (await succeeds('docker', ['compose', 'version'])) return ['docker', 'compose']
  if (await succeeds('docker-compose', ['version'])) return ['docker-compose']
  return undefined
}

/** What a format string of `docker inspect` says of a container, as JSON. */
export async function inspect<T>(container: string, format: string): Promise<T> {
  return JSON.parse(await docker('inspect', '--format', `{{json ${format}}}`, container))
}

/**
 * Ends a container's process from outside, as a crash does. `docker kill` would be an operator's wish, after
 * which Docker does not start it again. Needs the right to end it: root, on the machine of the engine.
 */
export async function crash(container: string): Promise<void> {
  process.kill(await inspect<number>(container, '.State.Pid'), 'SIGKILL')
}
