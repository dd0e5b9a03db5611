import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError } from '@mt/shared/config'
import { type Caddy, hasCaddy, startCaddy } from './caddy.ts'
import { type DevConfig, inheritedEnv, readDevConfig } from './config.ts'
import { followSource } from './dev/follow-source.ts'
import { holdDataFolder } from './dev/launcher-lock.ts'
import { prepareDemo } from './dev/prepare-demo.ts'
import { say } from './dev/say.ts'
import { type ServiceUrls, serviceEnv, serviceUrl } from './dev/service-env.ts'
import { startServers } from './dev/start-servers.ts'
import { summary } from './dev/summary.ts'
import { loadDevKeys } from './dev-keys.ts'
import { dataFolder } from './paths.ts'
import { assertPortsFree } from './ports.ts'
import { endMarkedProcesses, launcherMark } from './process/marked-processes.ts'
import { endSignal } from './process/signals.ts'
import { startTurbo } from './process/turbo.ts'
import { keepTenants } from './tenants.ts'

/** `npm run dev`: servers, services with reload and demo tenants, until a signal ends them all. */
async function runPlatform(ending: AbortSignal): Promise<number> {
  const { tls: isTls } = parseArguments()
  const config = readDevConfig()
  if (isTls && !(await hasCaddy()))
    throw new ConfigError('--tls needs caddy on the path: install it')
  await using _lock = await holdDataFolder(dataFolder)
  await endMarkedProcesses()
  const tlsPort = isTls ? { TLS_PORT: config.tlsPort } : {}
  await assertPortsFree({ ...config.ports, ...tlsPort }, config.bindHost)
  const keys = await loadDevKeys(dataFolder)
  await using servers = await startServers(config)
  if (ending.aborted) return 0
  // Disposed of after the services, which would restart dedicated tenants, and before their servers.
  await using tenants = await keepTenants(config.kept('tenants'))
  const env = inheritedEnv({
    ...serviceEnv(config, keys, servers, isTls),
    ...tenants.env,
    ...launcherMark,
  })
  await using services = startServices(config, env)
  const stopped = new Promise<number>((resolve) => {
    ending.addEventListener('abort', () => resolve(0), { once: true })
  })
  await using caddy = isTls ? await startFront(config) : undefined
  void showDemo(config, servers, ending, caddy)
  void followSource(config, tenants.env.RUNTIME_FOLDER, ending)
  return await Promise.race([services.ended, stopped])
}

function parseArguments(): { tls: boolean } {
  try {
    const { values } = parseArgs({ options: { tls: { type: 'boolean', default: false } } })
    return values
  } catch {
    throw new ConfigError('usage: npm run dev [-- --tls]')
  }
}

function startFront(config: DevConfig): Promise<Caddy> {
  return startCaddy({
    target: serviceUrl(config, 'GATEWAY_PORT'),
    folder: join(dataFolder, 'caddy'),
    host: config.reachHost,
    port: config.tlsPort,
  })
}

function startServices({ service }: DevConfig, env: NodeJS.ProcessEnv) {
  const services = ['gateway', 'control-plane', service].map((name) => `--filter=@mt/${name}`)
  const turbo = startTurbo(['run', 'dev', '--ui=stream', ...services], env)
  return {
    ended: turbo.ended.then((code) => code || 1),
    async [Symbol.asyncDispose]() {
      await turbo.stop()
      await endMarkedProcesses()
    },
  }
}

/** A failure to prepare the demo is only printed: a developer may be about to fix its cause. */
async function showDemo(
  config: DevConfig,
  urls: ServiceUrls,
  ending: AbortSignal,
  caddy?: Caddy,
): Promise<void> {
  try {
    const served = await prepareDemo(config, ending)
    process.stdout.write(summary(config, served, urls, caddy))
  } catch (error) {
    if (!ending.aborted) say(`the demo tenants are not ready: ${messageOf(error)}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const ending = endSignal()
try {
  process.exitCode = await runPlatform(ending)
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = error instanceof ConfigError ? 78 : 1
}
process.exit()
