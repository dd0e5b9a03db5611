import { signInternalCall } from '@mt/shared/internal-call'
import type { SigningKey } from '@mt/shared/keys'
import type { Trace } from '@mt/tenancy/provisioning/scan-tenant'
import { Agent, type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { DataPlaneError, DataPlaneRefusal } from './data-plane-error.ts'
import { internalApiOf, type ServedTenant } from './internal-api.ts'

export interface ServiceClientOptions {
  /** The name and the internal API of the pooled service. */
  service: string
  url: string
  signingKey: SigningKey
  callTimeoutMs: number
  connectTimeoutMs: number
}

/** On whose behalf, for which operation, and how long. */
export interface Target {
  operation: { id: string }
  tenant: ServedTenant & { epoch: number }
  signal: AbortSignal
}

export interface NewAdmin {
  username: string
  email: string
  passwordHash: string
}

interface Call {
  action: 'provision' | 'deprovision' | 'create-admin' | 'set-state' | 'scan'
  method: 'PUT' | 'DELETE' | 'POST'
  resource: 'placement' | 'admin' | 'state' | 'scan'
  body: unknown
}

export type ServiceClient = ReturnType<typeof createServiceClient>

const provisionedSchema = z.object({ schemaVersion: z.string() })
const scannedSchema = z.object({
  found: z.array(
    z.object({
      kind: z.enum(['database', 'schema', 'role', 'rows']),
      name: z.string(),
      count: z.number().int().exactOptional(),
    }),
  ),
})
const createdSchema = z.object({ id: z.string() })

/** The internal API of the data plane, of the tenant's own where it is dedicated. Every call may be made again and throws a DataPlaneError when it fails. */
export function createServiceClient(options: ServiceClientOptions) {
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.callTimeoutMs,
    bodyTimeout: options.callTimeoutMs,
  })
  const send = (target: Target, call: Call) => sendCall({ ...options, dispatcher }, target, call)
  return {
    /** Makes the tenant's place ready for it, and tells how far its tables are. */
    async provision(target: Target) {
      const { placement, epoch } = target.tenant
      const call = { action: 'provision', method: 'PUT', resource: 'placement' } as const
      const answer = await send(target, { ...call, body: { placement, epoch } })
      return answerOf(provisionedSchema, answer)
    },
    /** Removes the tenant and its rows from its place, where there are any. */
    async deprovision(target: Target) {
      const { placement } = target.tenant
      const call = { action: 'deprovision', method: 'DELETE', resource: 'placement' } as const
      await send(target, { ...call, body: { placement } })
    },
    /** Makes the tenant's first admin, or finds the one that the same call has made. */
    async createAdmin(target: Target, admin: NewAdmin) {
      const { placement, epoch } = target.tenant
      const call = { action: 'create-admin', method: 'PUT', resource: 'admin' } as const
      const answer = await send(target, { ...call, body: { placement, epoch, admin } })
      return answerOf(createdSchema, answer)
    },
    /** Lets the tenant's place serve it, or refuse it. When it is fenced, nothing that began before is under way. */
    async setState(target: Target, state: 'serving' | 'fenced') {
      const { placement, epoch } = target.tenant
      const call = { action: 'set-state', method: 'PUT', resource: 'state' } as const
      await send(target, { ...call, body: { placement, epoch, state } })
    },
    /** All that is found of the tenant where it lies. */
    async scan(target: Target): Promise<Trace[]> {
      const { placement } = target.tenant
      const call = { action: 'scan', method: 'POST', resource: 'scan' } as const
      return answerOf(scannedSchema, await send(target, { ...call, body: { placement } })).found
    },
    close: () => dispatcher.destroy(),
  }
}

/** The internal API of the pooled service. */
export function pooledApi({ url, service }: Pick<ServiceClientOptions, 'url' | 'service'>) {
  return { url, service }
}

interface Peer extends ServiceClientOptions {
  dispatcher: Dispatcher
}

async function sendCall(peer: Peer, { operation, tenant, signal }: Target, call: Call) {
  const { action, resource, method } = call
  const right = { tenantId: tenant.id, operationId: operation.id, action }
  const api = internalApiOf(pooledApi(peer), tenant)
  const token = await signInternalCall(peer.signingKey, right, api.service)
  const url = new URL(`/internal/tenants/${tenant.id}/${resource}`, api.url)
  try {
    const answer = await request(url, {
      dispatcher: peer.dispatcher,
      method,
      signal,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(call.body),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300) throw refused(answer.statusCode, text)
    return text
  } catch (error) {
    if (error instanceof DataPlaneError) throw error
    throw new DataPlaneError(`the data plane cannot be reached (${reason(error)})`, true, error)
  }
}

/** What a refusal by the data plane means. */
export function refused(status: number, text: string): DataPlaneError {
  const transient = status >= 500 || status === 408 || status === 429
  const detail = problemTitle(text)
  const message = `the data plane answered ${status} (${detail.slice(0, 300)})`
  return new DataPlaneRefusal(message, { status, detail, transient })
}

/** What was agreed on. Throws a DataPlaneError where the data plane has answered with something else. */
export function answerOf<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success)
    throw new DataPlaneError('the data plane gave an answer that was not agreed on', true)
  return parsed.data
}

const problemSchema = z.object({ title: z.string(), detail: z.string().optional() })

function problemTitle(text: string): string {
  const parsed = problemSchema.safeParse(parseJson(text))
  return parsed.success ? (parsed.data.detail ?? parsed.data.title) : 'no problem given'
}

/** Why there was no answer. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error ? String(error.code) : error.message
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
