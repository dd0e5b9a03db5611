import { randomBytes } from 'node:crypto'
import { createControlPlaneApi } from '@mt/control-plane-api/client'
import { callJson } from '@mt/infra/dev/http-json'
import { freePorts, platformEnv } from '@mt/infra/platform/platform-env'
import { newPlatformSecrets, secretVariables } from '@mt/infra/platform/platform-secrets'
import { newDatabaseName } from '@mt/shared/testing/database-name'
import { testServers } from '@mt/shared/testing/servers'
import { dropPlatform } from '../drop-platform.ts'
import { type Killable, spawnKillable } from '../kills/killable.ts'
import { type Operate, operateBy } from '../operate.ts'
import { createTenantClient, type TenantClient } from '../tenant-client.ts'
import { untilReady } from '../until-ready.ts'

export type Part = 'polls' | 'control-plane' | 'gateway'

/** A platform whose parts are processes of possibly different releases. */
export interface MixedPlatform extends AsyncDisposable {
  /** Starts parts from the sources in `folder`, each replacing the running one. */
  start(parts: readonly Part[], folder: string): Promise<void>
  operate: Operate
  client(slug: string): TenantClient
}

/** `more` are variables that its parts get besides, such as those of a runtime. */
export async function createMixedPlatform(more: NodeJS.ProcessEnv = {}): Promise<MixedPlatform> {
  const id = randomBytes(4).toString('hex')
  const baseDomain = `mixed-${id}.localhost`
  const env = {
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'fatal', DOMAIN_PROOF: 'none' },
    CONTROL_PLANE_DATABASE: newDatabaseName('control_plane'),
    DATA_PLANE_DATABASE: newDatabaseName('polls'),
    ...platformEnv({
      ...{ ...testServers(), baseDomain },
      secrets: secretVariables(await newPlatformSecrets()),
      ports: await freePorts(),
    }),
    ...more,
  }
  const gatewayUrl = `http://127.0.0.1:${env.GATEWAY_PORT}`
  const urls: Record<Part, string> = {
    polls: env.DATA_PLANE_INTERNAL_URL,
    'control-plane': env.CONTROL_PLANE_URL,
    gateway: gatewayUrl,
  }
  const running = new Map<Part, Killable>()
  return {
    async start(parts, folder) {
      for (const part of parts) {
        await running.get(part)?.kill()
        running.set(part, spawnKillable({ script: `apps/${part}/src/main.ts`, folder, env }))
        await untilReady([urls[part]], 40_000)
      }
    },
    operate: operateBy(
      createControlPlaneApi({ url: urls['control-plane'], apiKey: env.OPS_API_KEY }),
    ),
    client(slug) {
      const callGateway: Parameters<typeof createTenantClient>[0]['callGateway'] = (call) =>
        callJson({ ...call, origin: gatewayUrl })
      return createTenantClient({ slug, baseDomain, callGateway })
    },
    async [Symbol.asyncDispose]() {
      for (const part of running.values()) await part.kill()
      await dropPlatform(env)
    },
  }
}
