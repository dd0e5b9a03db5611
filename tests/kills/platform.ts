import { randomBytes } from 'node:crypto'
import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { callJson } from '@mt/infra/dev/http-json'
import { freePort } from '@mt/infra/ports'
import { newKeyTexts } from '@mt/shared/keys'
import { testServers } from '@mt/shared/testing/servers'
import { eventually } from '../eventually.ts'
import { type Operate, operateBy } from '../operate.ts'
import { type CallGate, startCallGate } from './call-gate.ts'
import { type Killable, spawnKillable } from './killable.ts'
import type { Holds } from './run-control-plane.ts'

/** Control plane and data plane as processes that can be killed, and a gate between them. */
export interface Platform extends AsyncDisposable {
  env: NodeJS.ProcessEnv
  gate: CallGate
  startPolls(): Promise<Killable>
  startControlPlane(holds?: Holds): Promise<Killable>
  operate: Operate
}

const opsKey = 'ops-key-of-the-kills'

/** `more` are variables that the services get besides, such as those of a runtime. */
export async function createPlatform(more: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const env = { ...(await newEnv()), ...more }
  const internalUrl = `http://127.0.0.1:${env.DATA_PLANE_INTERNAL_PORT}`
  const origin = `http://127.0.0.1:${env.CONTROL_PLANE_PORT}`
  const gate = await startCallGate(internalUrl)
  env.DATA_PLANE_INTERNAL_URL = gate.url
  const alive = new Set<Killable>()

  async function start(run: Parameters<typeof spawnKillable>[0], url: string) {
    const service = spawnKillable(run)
    alive.add(service)
    await eventually(async () => {
      const { status } = await callJson({ origin: url, path: '/readyz' })
      if (status !== 200) throw new Error(`${run.script} is not ready`)
    }, 40_000)
    return service
  }

  return {
    env,
    gate,
    startPolls: () => start({ script: 'apps/polls/src/main.ts', env }, internalUrl),
    startControlPlane(holds = {}) {
      return start({ script: 'tests/kills/run-control-plane.ts', stdin: { env, holds } }, origin)
    },
    operate: operateBy(createControlPlaneApi({ url: origin, apiKey: opsKey })),
    async [Symbol.asyncDispose]() {
      for (const service of alive) await service.kill()
      await gate.close(0)
    },
  }
}

async function newEnv(): Promise<NodeJS.ProcessEnv> {
  const [assertion, registry, internal] = await Promise.all(['a', 'r', 'i'].map(newKeyTexts))
  const id = randomBytes(4).toString('hex')
  const { databaseUrl, redisUrl } = testServers()
  const ports = await Promise.all(Array.from({ length: 3 }, freePort))
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    BASE_DOMAIN: `kill-${id}.localhost`,
    DATA_PLANE_PORT: String(ports[0]),
    DATA_PLANE_INTERNAL_PORT: String(ports[1]),
    DATA_PLANE_METRICS_PORT: '0',
    CONTROL_PLANE_PORT: String(ports[2]),
    CONTROL_PLANE_METRICS_PORT: '0',
    CONTROL_PLANE_DATABASE: `control_plane_${id}`,
    DATA_PLANE_DATABASE: `polls_${id}`,
    DATABASE_URL: databaseUrl,
    CLUSTERS: `c1=${databaseUrl}`,
    REDIS_URL: redisUrl,
    ROLE_SECRET: randomBytes(32).toString('hex'),
    OPS_API_KEY: opsKey,
    REGISTRY_API_KEY: randomBytes(32).toString('hex'),
    ASSERTION_VERIFYING_KEYS: assertion?.verifying,
    REGISTRY_SIGNING_KEY: registry?.signing,
    INTERNAL_SIGNING_KEY: internal?.signing,
    INTERNAL_VERIFYING_KEYS: internal?.verifying,
  }
}
