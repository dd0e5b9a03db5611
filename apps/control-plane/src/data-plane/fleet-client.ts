import { type InternalCall, signInternalCall } from '@mt/shared/internal-call'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { DataPlaneError } from './data-plane-error.ts'
import { type InternalApi, internalApiOf, type ServedTenant } from './internal-api.ts'
import {
  answerOf,
  pooledApi,
  reason,
  refused,
  type ServiceClientOptions,
} from './service-client.ts'

/** The place that is asked about, by one of its tenants, and in which run over the fleet. */
export interface FleetTarget {
  runId: string
  tenant: ServedTenant
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
}

export type FleetClient = ReturnType<typeof createFleetClient>

const versionSchema = z.object({ schemaVersion: z.string() })
const migratedSchema = z.object({ from: z.string(), to: z.string(), applied: z.array(z.string()) })
const driftSchema = z.object({
  differences: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      expected: z.string().exactOptional(),
      found: z.string().exactOptional(),
      fix: z.string(),
    }),
  ),
})

/** An index on a large table takes its time; meanwhile the same call is told to come again. */
const migrationTimeoutMs = 600_000

/**
 * What runs over the fleet ask of the internal API of the data plane. Every call may be made again and throws a
 * DataPlaneError when it fails.
 */
export function createFleetClient(options: ServiceClientOptions) {
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: migrationTimeoutMs,
  })
  const pooled = pooledApi(options)
  const send = async (api: InternalApi, right: InternalCall, call: Call) => {
    const token = await signInternalCall(options.signingKey, right, api.service)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const url = new URL(call.path, api.url)
    const { method, signal } = call
    const asked = { dispatcher, headers, method, body: bodyOf(call) }
    return answered(request(url, { ...asked, ...(signal ? { signal } : {}) }))
  }
  const sendTo = ({ runId, tenant, signal }: FleetTarget, { action, method, part }: PlaceCall) => {
    const right = { tenantId: tenant.id, operationId: runId, action }
    const path = `/internal/tenants/${tenant.id}/${part}`
    const api = internalApiOf(pooled, tenant)
    return send(api, right, { method, path, signal, body: { placement: tenant.placement } })
  }
  return {
    /** The version that the tables of every place should have. */
    async version(operationId: string) {
      const call = { method: 'GET', path: '/internal/version' } as const
      const right = { operationId, action: 'version' }
      return answerOf(versionSchema, await send(pooled, right, call))
    },
    /** Brings the tables of a place up to date. */
    async migrate(target: FleetTarget) {
      const call = { action: 'migrate', method: 'PUT', part: 'schema' } as const
      return answerOf(migratedSchema, await sendTo(target, call))
    },
    /** In what a place differs from its version. */
    async drift(target: FleetTarget) {
      const call = { action: 'drift', method: 'POST', part: 'drift' } as const
      return answerOf(driftSchema, await sendTo(target, call))
    },
    close: () => dispatcher.destroy(),
  }
}

interface Call {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  body?: unknown
  signal?: AbortSignal
}

interface PlaceCall {
  action: 'migrate' | 'drift'
  method: 'PUT' | 'POST'
  part: 'schema' | 'drift'
}

function bodyOf({ body }: Call): string | null {
  return body === undefined ? null : JSON.stringify(body)
}

async function answered(asking: ReturnType<typeof request>): Promise<string> {
  try {
    const { body, statusCode } = await asking
    const text = await body.text()
    if (statusCode >= 300) throw refused(statusCode, text)
    return text
  } catch (error) {
    if (error instanceof DataPlaneError) throw error
    throw new DataPlaneError(`the data plane cannot be reached (${reason(error)})`, true, error)
  }
}
