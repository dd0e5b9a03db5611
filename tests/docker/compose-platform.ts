import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '@mt/infra/ports'
import { untilReady } from '../until-ready.ts'
import { docker, findCompose } from './docker.ts'

const file = fileURLToPath(new URL('../../infra/compose.yaml', import.meta.url))

/** One service for each image: others run the same. */
const built = ['keys', 'gateway-1', 'polls-1', 'control-plane']

/** A platform that infra/compose.yaml brought up, for tests to call and to break. */
export interface ComposePlatform {
  /** The prefix of its containers, networks and volumes, and the label of its tenants'. */
  name: string
  gateway: string
  ops: string
  key: string
}

/** Its container of a service; the two compose programs spell names differently. */
export async function containerOf({ name }: ComposePlatform, service: string): Promise<string> {
  const filters = [`com.docker.compose.project=${name}`, `com.docker.compose.service=${service}`]
  const id = await docker('ps', '-aq', ...filters.flatMap((each) => ['--filter', `label=${each}`]))
  if (!id) throw new Error(`${name} has no container of ${service}`)
  return id
}

/**
 * Builds the images and brings the platform up on free ports; `images` names the base images by variable.
 * Disposed of, it is gone with all its tenants; images stay, as a cache.
 */
export async function startComposePlatform(images: Record<string, string>) {
  const name = `pt-${randomBytes(3).toString('hex')}`
  const [gatewayPort, opsPort] = [await freePort(), await freePort()]
  const env = {
    ...process.env,
    ...images,
    IMAGES: 'polls-test',
    PLATFORM: name,
    COMPOSE_PROJECT_NAME: name,
    EDGE_SUBNET: `10.203.${randomBytes(1)[0]}.0/28`,
    GATEWAY_PORT: String(gatewayPort),
    CONTROL_PLANE_PORT: String(opsPort),
    LOG_LEVEL: 'warn',
  }
  const gateway = `http://127.0.0.1:${gatewayPort}`
  const ops = `http://127.0.0.1:${opsPort}`
  const compose = (...args: string[]) => runCompose(args, env)
  const dispose = async () => {
    await compose('stop') // first of all who would launch again what is removed here
    await removeTenants(name)
    await compose('down', '--volumes', '--remove-orphans')
  }
  try {
    await compose('build', ...built)
    await compose('up', '--detach', '--no-build')
    // The balancer's gateways judge hosts themselves: on 127.0.0.1 they answer for their own health.
    await untilReady([ops, gateway], 120_000)
    const platform = { name, gateway, ops, key: '' }
    const controlPlane = await containerOf(platform, 'control-plane')
    platform.key = await docker('exec', controlPlane, 'cat', '/run/keys/ops-api-key')
    return { ...platform, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await compose('logs', '--tail=40').catch(() => {})
    await dispose()
    throw error
  }
}

/** What launched tenants left: containers first, then what they used. */
async function removeTenants(platform: string): Promise<void> {
  const filter = ['--filter', `label=polls.platform=${platform}`, '-q']
  const remove = async (list: string[], verb: string[]) => {
    const ids = (await docker(...list, ...filter)).split('\n').filter(Boolean)
    if (ids.length > 0) await docker(...verb, ...ids)
  }
  await remove(['ps', '-a'], ['rm', '--force', '--volumes'])
  await remove(['network', 'ls'], ['network', 'rm'])
  await remove(['volume', 'ls'], ['volume', 'rm'])
}

async function runCompose(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [program, ...head] = (await findCompose()) ?? ['docker-compose']
  const child = spawn(program, [...head, '--file', file, ...args], { env, stdio: 'inherit' })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`compose ${args[0]} ended with code ${code}`)
}
