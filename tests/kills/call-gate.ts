import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type RunningServer, serve } from '@mt/shared/http/server'

/** When the data plane dies: before a call reaches it, while it works at it, or while its answer is in transit. */
export const callMoments = ['request', 'within', 'answer'] as const
export type CallMoment = (typeof callMoments)[number]

interface Hold {
  action: string
  moment: CallMoment
}

export interface CallGate {
  url: string
  /** The calls so far: the operation and the action. */
  seen: { operationId: string; tenantId: string; action: string }[]
  /** From now on calls wait until it is set where those of their tenant are held. */
  ask(): void
  hold(tenantId: string, where: Hold): void
  /** The tenants whose call is held now. */
  held: Set<string>
  /** Releases the calls during which the data plane is killed. */
  release(): void
  /** Aborts every held call; from now on all calls pass. */
  breakOff(): void
  close: RunningServer['close']
}

/** A proxy between the control plane and the data plane's internal API, which holds the calls that a test names. */
export async function startCallGate(target: string): Promise<CallGate> {
  const releasing = Promise.withResolvers<void>()
  const sockets = new Set<ServerResponse>()
  const holds = new Map<string, PromiseWithResolvers<Hold | undefined>>()
  let asking = false

  function holdOf(tenantId: string): PromiseWithResolvers<Hold | undefined> {
    const known = holds.get(tenantId) ?? Promise.withResolvers<Hold | undefined>()
    holds.set(tenantId, known)
    return known
  }

  const gate: CallGate = {
    url: '',
    seen: [],
    held: new Set(),
    ask() {
      asking = true
    },
    hold: (tenantId, where) => holdOf(tenantId).resolve(where),
    release: () => releasing.resolve(),
    breakOff() {
      asking = false
      for (const hold of holds.values()) hold.resolve(undefined)
      for (const response of sockets) response.destroy()
    },
    close: async () => {},
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const call = callOf(request)
    gate.seen.push(call)
    const hold = asking ? await holdOf(call.tenantId).promise : undefined
    const moment = hold && hold.action === call.action ? hold.moment : undefined
    if (moment) sockets.add(response)
    if (moment === 'request') return void gate.held.add(call.tenantId)
    if (moment === 'within') {
      gate.held.add(call.tenantId)
      await releasing.promise
    }
    const answer = await fetch(new URL(request.url ?? '', target), {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      ...(body === '' ? {} : { body }),
    })
    const answered = await answer.text()
    if (moment === 'answer') return void gate.held.add(call.tenantId)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answered)
  }

  const server = await serve({
    host: '127.0.0.1',
    port: 0,
    // The data plane is unavailable, so the proxy is, too.
    listener: (request, response) => void pass(request, response).catch(() => response.destroy()),
  })
  return Object.assign(gate, { url: server.url, close: server.close })
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return {
    authorization: headers.authorization ?? '',
    'content-type': headers['content-type'] ?? 'application/json',
  }
}

function callOf({ headers }: IncomingMessage) {
  const [, claims = ''] = headers.authorization?.split('.') ?? []
  const { operationId, tenantId, action } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  return { operationId, tenantId, action }
}
