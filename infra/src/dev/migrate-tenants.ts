import { setTimeout as sleep } from 'node:timers/promises'
import { answerTo, createControlPlaneApi } from '@mt/control-plane-api/client'
import type { DevConfig } from '../config.ts'
import { say } from './say.ts'
import { serviceUrl } from './service-env.ts'

/** How often the control plane is called while the service restarts with a new migration. */
const pollEveryMs = 500

/** Migrates all tenants if any is behind, and prints the outcome. */
export async function migrateTenants(config: DevConfig, signal: AbortSignal): Promise<void> {
  const url = serviceUrl(config, 'CONTROL_PLANE_PORT')
  const api = createControlPlaneApi({ url, apiKey: config.opsApiKey })
  const { behind, target } = await answerTo(api.GET('/v1/fleet/versions'))
  if (behind === 0) return
  say(`migrating ${behind} tenants to ${target}`)
  let run = await answerTo(api.POST('/v1/migrations', { body: {} }))
  while (run.state === 'running' || run.state === 'pending') {
    await sleep(pollEveryMs, undefined, { signal })
    const path = { id: run.id }
    run = await answerTo(api.GET('/v1/migrations/{id}', { params: { path } }))
  }
  const advice = `; see: npx tenantctl migrations results ${run.id} --state failed`
  say(`the migration has ${run.state}${run.error ? `: ${run.error}${advice}` : ''}`)
}
