import { Problem, unavailable } from '@mt/shared/http/problem'
import { problemSchema } from '@mt/shared/http/problem-schema'
import { type Inventory, inventorySchema } from '@mt/shared/internal-api/inventory'
import { signInternalCall, signPlaneCall } from '@mt/shared/internal-call'
import { placementStaleCode } from '@mt/tenancy/database-problem'
import { Agent, type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { DataPlaneError } from './data-plane-error.ts'
import { type InternalApi, internalApiOf, type ServedTenant } from './internal-api.ts'
import { pooledApi, type ServiceClientOptions } from './service-client.ts'

/** An inventory looks into every database. */
const inventoryTimeoutMs = 60_000

const commandsSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      summary: z.string(),
      args: z.array(z.object({ name: z.string(), required: z.boolean() })),
    }),
  ),
})

const resultSchema = z.object({ result: z.unknown() })

export type TenantCommand = z.infer<typeof commandsSchema>['results'][number]

export interface CommandCall {
  tenant: ServedTenant & { epoch: number }
  /** What the audit trail knows the call by. */
  callId: string
  command: string
  args: Record<string, unknown>
  signal: AbortSignal
}

/** What the control plane asks the data plane while an operator waits, outside of any operation. */
export interface ServiceQuestions {
  /** Runs a command in a tenant's scope. Throws the Problem that the data plane answers with. */
  runCommand(call: CommandCall): Promise<unknown>
  listCommands(signal: AbortSignal): Promise<TenantCommand[]>
  /** What the clusters of the pooled service have of tenants, or a dedicated tenant's own. */
  inventory(signal: AbortSignal, tenant?: ServedTenant): Promise<Inventory>
  close(): Promise<void>
}

/** Asks the data plane's internal API. Every question throws a 503 Problem while that is away. */
export function createServiceQuestions(options: ServiceClientOptions): ServiceQuestions {
  const dispatcher = new Agent({ connect: { timeout: options.connectTimeoutMs } })
  const ask = (question: Question) => send({ ...options, dispatcher }, question)
  const right = (action: string, { service }: InternalApi) =>
    signPlaneCall(options.signingKey, { action }, service)
  const pooled = pooledApi(options)
  return {
    async runCommand({ tenant, callId, command, args, signal }) {
      const { id: tenantId, placement, epoch } = tenant
      const call = { tenantId, operationId: callId, action: 'run-command' }
      const api = reachable(pooled, tenant)
      const answer = await ask({
        api,
        path: `/internal/tenants/${tenantId}/commands/${encodeURIComponent(command)}`,
        token: await signInternalCall(options.signingKey, call, api.service),
        body: { placement, epoch, args },
        signal,
      })
      return resultSchema.parse(answer).result
    },
    async listCommands(signal) {
      const token = await right('list-commands', pooled)
      const question = { api: pooled, path: '/internal/commands', token, signal }
      return commandsSchema.parse(await ask(question)).results
    },
    async inventory(signal, tenant) {
      const api = tenant ? reachable(pooled, tenant) : pooled
      const token = await right('inventory', api)
      const question = {
        api,
        path: '/internal/inventory',
        token,
        signal,
        timeoutMs: inventoryTimeoutMs,
      }
      return inventorySchema.parse(await ask(question))
    },
    close: () => dispatcher.destroy(),
  }
}

/** An operator is told at once, where an operation would wait. */
function reachable(pooled: InternalApi, tenant: ServedTenant): InternalApi {
  try {
    return internalApiOf(pooled, tenant)
  } catch (error) {
    if (error instanceof DataPlaneError) throw unavailable(error.message, error)
    throw error
  }
}

interface Question {
  api: InternalApi
  path: string
  token: string
  /** With a body it is a POST. */
  body?: unknown
  signal: AbortSignal
  timeoutMs?: number
}

type Peer = ServiceClientOptions & { dispatcher: Dispatcher }

async function send(peer: Peer, question: Question): Promise<unknown> {
  const { api, path, token, body, signal, timeoutMs = peer.callTimeoutMs } = question
  const sent = await request(new URL(path, api.url), {
    dispatcher: peer.dispatcher,
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  }).catch((error) => {
    throw unavailable('the data plane cannot be reached; come again', error)
  })
  const answer: unknown = await sent.body.json().catch(() => undefined)
  if (sent.statusCode >= 300) throw refusal(sent.statusCode, answer)
  return answer
}

/** What the operator can mend is told as the data plane told it; the rest is between the planes. */
function refusal(status: number, answer: unknown): Problem {
  const problem = problemSchema.safeParse(answer).data
  if (status === 401 || status === 403) {
    return unavailable(
      'the data plane does not take the control plane’s calls; check INTERNAL_VERIFYING_KEYS',
    )
  }
  if (!problem || status >= 500)
    return unavailable(problem?.detail ?? 'the data plane cannot answer now')
  if (problem.code === placementStaleCode) return unavailable('the tenant is being changed')
  const { code, title, detail, errors } = problem
  return new Problem(status, code, title, {
    ...(detail === undefined ? {} : { detail }),
    ...(errors ? { errors } : {}),
  })
}
