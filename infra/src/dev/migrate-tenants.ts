import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { DevConfig } from '../config.ts'
import { callJson, expectStatus } from './http-json.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'

const versionsSchema = z.object({ target: z.string(), behind: z.number() })
const runSchema = z.object({ id: z.string(), state: z.string(), error: z.string().nullable() })

/** While the service starts again with a new migration, it is asked so often. */
const askEveryMs = 500

/** Brings the tables of all tenants up to date, where one is behind, and says what came of it. */
export async function migrateTenants(config: DevConfig, signal: AbortSignal): Promise<void> {
  const ask = async (method: string, path: string, ...expected: number[]) => {
    const origin = serviceUrl(config, 'CONTROL_PLANE_PORT')
    const body = method === 'POST' ? {} : undefined
    const call = { origin, method, path, token: config.opsApiKey, body }
    return expectStatus(call, await callJson(call), ...expected)
  }
  const { behind, target } = versionsSchema.parse(await ask('GET', '/v1/fleet/versions', 200))
  if (behind === 0) return
  say(`migrating ${behind} tenants to ${target}`)
  let run = runSchema.parse(await ask('POST', '/v1/migrations', 202))
  while (run.state === 'running' || run.state === 'pending') {
    await sleep(askEveryMs, undefined, { signal })
    run = runSchema.parse(await ask('GET', `/v1/migrations/${run.id}`, 200))
  }
  const advice = `; see: npx tenantctl migrations results ${run.id} --state failed`
  say(`the migration has ${run.state}${run.error ? `: ${run.error}${advice}` : ''}`)
}
