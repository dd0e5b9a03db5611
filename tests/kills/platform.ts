import { randomBytes } from 'node:crypto'
import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { freePorts, platformEnv } from '@mt/infra/platform/platform-env'
import { newPlatformSecrets, secretVariables } from '@mt/infra/platform/platform-secrets'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { dropPlatform } from '../drop-platform.ts'
import { type Operate, operateBy } from '../operate.ts'
import { untilReady } from '../until-ready.ts'
import { type CallGate, startCallGate } from './call-gate.ts'
import { type Killable, spawnKillable } from './killable.ts'
import type { Holds } from './run-control-plane.ts'

/** Control plane and data plane as processes that can be killed, and a gate between them. */
export interface Platform extends AsyncDisposable {
  env: Awaited<ReturnType<typeof newEnv>>
  gate: CallGate
  startService(): Promise<Killable>
  startControlPlane(holds?: Holds): Promise<Killable>
  operate: Operate
}

/** `more` are additional variables of the services, such as those of a runtime. */
export async function createPlatform(more: NodeJS.ProcessEnv = {}): Promise<Platform> {
  const env = { ...(await newEnv()), ...more }
  const { DATA_PLANE_INTERNAL_URL: internalUrl, CONTROL_PLANE_URL: origin } = env
  const gate = await startCallGate(internalUrl)
  env.DATA_PLANE_INTERNAL_URL = gate.url
  const alive = new Set<Killable>()

  async function start(run: Parameters<typeof spawnKillable>[0], url: string) {
    const service = spawnKillable(run)
    alive.add(service)
    await untilReady([url])
    return service
  }

  return {
    env,
    gate,
    startService: () => start({ script: 'apps/polls/src/main.ts', env }, internalUrl),
    startControlPlane(holds = {}) {
      return start({ script: 'tests/kills/run-control-plane.ts', stdin: { env, holds } }, origin)
    },
    operate: operateBy(createControlPlaneApi({ url: origin, apiKey: env.OPS_API_KEY })),
    async [Symbol.asyncDispose]() {
      for (const service of alive) await service.kill()
      await gate.close(0)
      await dropPlatform(env)
    },
  }
}

async function newEnv() {
  const id = randomBytes(4).toString('hex')
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    DOMAIN_PROOF: 'none',
    CONTROL_PLANE_DATABASE: newDatabaseName('control_plane'),
    DATA_PLANE_DATABASE: newDatabaseName('polls'),
    ...platformEnv({
      ...{ ...testServers(), baseDomain: `kill-${id}.localhost` },
      secrets: secretVariables(await newPlatformSecrets()),
      ports: await freePorts(),
    }),
  }
}
