import { setTimeout as sleep } from 'node:timers/promises'
import { answerTo, createControlPlaneApi } from '@mt/control-plane-api/client'
import type { DevConfig } from '../config.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'

/** While the service starts again with a new migration, it is asked so often. */
const askEveryMs = 500

/** Brings the tables of all tenants up to date, where one is behind, and says what came of it. */
export async function migrateTenants(config: DevConfig, signal: AbortSignal): Promise<void> {
  const url = serviceUrl(config, 'CONTROL_PLANE_PORT')
  const api = createControlPlaneApi({ url, apiKey: config.opsApiKey })
  const { behind, target } = await answerTo(api.GET('/v1/fleet/versions'))
  if (behind === 0) return
  say(`migrating ${behind} tenants to ${target}`)
  let run = await answerTo(api.POST('/v1/migrations', { body: {} }))
  while (run.state === 'running' || run.state === 'pending') {
    await sleep(askEveryMs, undefined, { signal })
    const path = { id: run.id }
    run = await answerTo(api.GET('/v1/migrations/{id}', { params: { path } }))
  }
  const advice = `; see: npx tenantctl migrations results ${run.id} --state failed`
  say(`the migration has ${run.state}${run.error ? `: ${run.error}${advice}` : ''}`)
}
