import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newPlatformSecrets, secretsByService } from '@mt/infra/platform/platform-secrets'
import { freePort } from '@mt/infra/ports'
import { type LocalServer, startRedis } from '@mt/infra/redis'
import { importSigningKey, signingKeyText } from '@mt/shared/keys'
import { signEntry } from '@mt/shared/registry/entry'
import { filledKey, hostKey } from '@mt/shared/registry/protocol'
import { Redis } from 'ioredis'
import { benchEntry } from './bench-tenants.ts'
import { type Child, script, startChild } from './child.ts'
import { loadCore, measuredCore, pinProcess } from './cores.ts'

/** A real gateway with a real Redis, and a control plane that only answers look-ups. */
export interface GatewayBench {
  url: string
  gateway: Child
  redis: LocalServer
  /** Starts another gateway with other settings; one of several processes runs on all cores. */
  startOther(settings: GatewaySettings): Promise<{ url: string; gateway: Child }>
  /** Publishes the entries of tenants, by number, as a control plane does. */
  publish(numbers: number[]): Promise<void>
  /** How often a host was looked up at the control plane. */
  lookups(): Promise<number>
}

export interface GatewaySettings {
  processes?: number
  lane?: boolean
}

/**
 * As in the gateway's `npm start`: much of its memory lives long, and what is young dies young. More space
 * for either does not help.
 */
const memoryFlags = ['--max-semi-space-size=8', '--heap-growing-percent=15']

export async function startGatewayBench(
  upstream: number,
  stack: AsyncDisposableStack,
  flags: string[] = [],
): Promise<GatewayBench> {
  const secrets = await newPlatformSecrets()
  const { signing } = secrets.registry
  const redis = stack.use(await startRedis())
  await pinProcess(redis.pid, loadCore)
  const controlPlane = await startStub(signing, stack)
  const env = {
    GATEWAY_METRICS_PORT: '0',
    // As in `npm run dev` and in images: with compiled code it starts sooner and uses 30 MB less.
    NODE_COMPILE_CACHE: join(tmpdir(), 'mt-bench-compiled'),
    REDIS_URL: redis.url,
    CONTROL_PLANE_URL: controlPlane,
    ...secretsByService(secrets).gateway,
    UPSTREAMS: `polls=http://127.0.0.1:${upstream}`,
  }
  const command = script(
    new URL('../../apps/gateway/src/main.ts', import.meta.url),
    ...memoryFlags,
    ...flags,
  )
  async function startOther({ processes = 1, lane = true }: GatewaySettings) {
    const port = String(await freePort())
    const url = `http://127.0.0.1:${port}`
    const own = {
      ...{ ...env, GATEWAY_PORT: port, GATEWAY_PROCESSES: String(processes) },
      GATEWAY_LANE: lane ? 'on' : 'off',
    }
    const core = processes === 1 ? measuredCore : undefined
    const spec = { name: 'gateway', command, core, env: own }
    return { url, gateway: stack.use(await startChild({ ...spec, readyUrl: `${url}/readyz` })) }
  }
  const { url, gateway } = await startOther({})
  return {
    ...{ url, gateway, redis, startOther },
    publish: (numbers) => publish(redis.url, signing, numbers),
    async lookups() {
      const answer = (await (await fetch(`${controlPlane}/asked`)).json()) as { lookups: number }
      return answer.lookups
    },
  }
}

async function startStub(signingKey: string, stack: AsyncDisposableStack): Promise<string> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const command = script(new URL('../servers/control-plane.ts', import.meta.url))
  const args = [String(port), signingKey]
  const spec = { name: 'control plane', core: loadCore, readyUrl: `${url}/asked` }
  stack.use(await startChild({ ...spec, command: [...command, ...args] }))
  return url
}

async function publish(redisUrl: string, signing: string, numbers: number[]): Promise<void> {
  const key = await importSigningKey(signingKeyText.parse(signing))
  const redis = new Redis(redisUrl)
  for (let i = 0; i < numbers.length; i += 1_000) {
    const entries = numbers.slice(i, i + 1_000).map(benchEntry)
    const tokens = await Promise.all(entries.map((entry) => signEntry(key, entry)))
    const pipeline = redis.pipeline()
    for (const [j, { host, version }] of entries.entries()) {
      pipeline.hset(hostKey(host), { version, entry: tokens[j] ?? '' })
    }
    await pipeline.exec()
  }
  await redis.set(filledKey, '1')
  redis.disconnect()
}
