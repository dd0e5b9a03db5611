import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { type RunningServer, serve } from '@mt/shared/http/server'
import { newId } from '@mt/shared/ids'
import { internalApi } from '@mt/shared/internal-api/internal-api'
import { verifyInternalCall, verifyPlaneCall } from '@mt/shared/internal-call'
import type { VerifyingKeys } from '@mt/shared/keys'
import type { Quota } from '@mt/shared/quotas'
import { z } from 'zod'

/** What is to become of a call: nothing said, it is done; a number, it is refused with that status. */
export type Behaviour = (
  action: string,
  slugOfPlace: string,
) => number | undefined | Promise<number | undefined>

export interface FakeService {
  url: string
  /** The ids of the tenants that have a place here. */
  provisioned: Set<string>
  /** Whose places refuse them. */
  fenced: Set<string>
  /** The admins' names, by tenant. */
  admins: Map<string, { id: string; username?: string; passwordHash?: string }>
  /** How often each action was asked for, by tenant. */
  calls: { action: string; tenantId: string; operationId: string }[]
  /** The newest version of its tables. */
  version: string
  /** What plans can limit in its tenants. */
  quotas: Quota[]
  behave: Behaviour
  close: RunningServer['close']
}

const bodySchema = z.object({
  placement: z.object({ schema: z.string() }),
  admin: z
    .strictObject({ username: z.string(), email: z.string(), passwordHash: z.string() })
    .optional(),
  state: z.enum(['serving', 'fenced']).optional(),
})

/** A server that speaks the internal API of a service, checks its calls' rights, and keeps all in memory. */
export async function startFakeService(keys: VerifyingKeys, port = 0): Promise<FakeService> {
  const fake: FakeService = {
    url: '',
    provisioned: new Set(),
    fenced: new Set(),
    admins: new Map(),
    calls: [],
    version: 'first',
    quotas: ['users', 'polls'].map((name) => ({ name, label: name, unit: name })),
    behave: () => undefined,
    close: async () => {},
  }
  const server = await serve({
    host: '127.0.0.1',
    port,
    listener: (request, response) => {
      answer(fake, keys, request, response).catch((error) =>
        send(response, 500, { title: `${error}` }),
      )
    },
  })
  return Object.assign(fake, { url: server.url, close: server.close })
}

async function answer(
  fake: FakeService,
  keys: VerifyingKeys,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = request.headers.authorization?.slice(7) ?? ''
  if (request.url === internalApi.listQuotas.path) return answerQuotas(fake, keys, token, response)
  const call = await verifyInternalCall(keys, token, 'polls')
  if (call.action === 'version') return send(response, 200, { schemaVersion: fake.version })
  const [, , , tenantId] = request.url?.split('/') ?? []
  if (tenantId === undefined || tenantId !== call.tenantId)
    return send(response, 403, { title: 'another tenant' })
  const body = bodySchema.parse(await json(request))
  fake.calls.push({ ...call, tenantId })
  const status = await fake.behave(call.action, body.placement.schema)
  if (status !== undefined) return send(response, status, { title: 'as the test wants it' })
  carryOut(fake, { ...call, tenantId }, body, response)
}

async function answerQuotas(
  fake: FakeService,
  keys: VerifyingKeys,
  token: string,
  response: ServerResponse,
): Promise<void> {
  const { action } = await verifyPlaneCall(keys, token, 'polls')
  const status = await fake.behave(action, '')
  if (status !== undefined) return send(response, status, { title: 'as the test wants it' })
  send(response, 200, { results: fake.quotas })
}

function carryOut(
  fake: FakeService,
  { action, tenantId }: { action: string; tenantId: string },
  { admin, state }: z.infer<typeof bodySchema>,
  response: ServerResponse,
): void {
  if (action === 'provision') {
    fake.provisioned.add(tenantId)
    send(response, 200, { schemaVersion: fake.version })
  } else if (action === 'deprovision') {
    fake.provisioned.delete(tenantId)
    send(response, 204)
  } else if (action === 'set-state') {
    if (state === 'fenced') fake.fenced.add(tenantId)
    else fake.fenced.delete(tenantId)
    send(response, fake.provisioned.has(tenantId) ? 204 : 404, {})
  } else if (action === 'scan') {
    const role = { kind: 'role', name: tenantId }
    send(response, 200, { found: fake.provisioned.has(tenantId) ? [role] : [] })
  } else if (action === 'migrate') {
    send(response, 200, { from: 'first', to: fake.version, applied: [] })
  } else if (action === 'drift') {
    send(response, 200, { differences: [] })
  } else if (action === 'run-command') {
    send(response, 200, { result: null })
  } else {
    const made = fake.admins.get(tenantId) ?? { id: newId(), ...admin }
    fake.admins.set(tenantId, made)
    send(response, 200, { id: made.id })
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
