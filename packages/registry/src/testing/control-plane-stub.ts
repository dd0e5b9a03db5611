import type { IncomingMessage } from 'node:http'
import { type RunningServer, serve } from '@mt/shared/http/server'
import type { SigningKey } from '@mt/shared/keys'
import { type RegistryEntry, signEntry } from '@mt/shared/registry/entry'
import type { RegistryChange } from '@mt/shared/registry/protocol'

export interface ControlPlaneStub {
  url: string
  /** Makes this the newest entry of its host, and a change in the feed. */
  put(entry: RegistryEntry): Promise<void>
  /** The paths that were requested. */
  requested: string[]
  /** Accepts requests and does not answer them. */
  hang: boolean
  /** Refuses to continue the feed from any cursor. */
  refuseCursor: boolean
  close(): Promise<void>
}

interface Answer {
  status: number
  body: unknown
}

/**
 * The registry API of a control plane (registry/protocol.ts) on a real server, for tests of its readers.
 */
export async function startControlPlaneStub(
  key: SigningKey,
  apiKey: string,
  port = 0,
): Promise<ControlPlaneStub> {
  const published = new Map<string, { version: number; token: string }>()
  const requested: string[] = []

  function answer(request: IncomingMessage): Answer {
    const url = new URL(request.url ?? '/', 'http://stub')
    requested.push(url.pathname)
    if (request.headers.authorization !== `Bearer ${apiKey}`) return { status: 401, body: {} }
    if (url.pathname === '/v1/registry/changes') return changesAfter(url.searchParams.get('after'))
    return entryOf(decodeURIComponent(url.pathname.replace('/v1/registry/hosts/', '')))
  }

  function entryOf(host: string): Answer {
    const known = published.get(host)
    return known ? { status: 200, body: { entry: known.token } } : { status: 404, body: {} }
  }

  function changesAfter(after: string | null): Answer {
    const all = [...published].map(([host, { version }]): RegistryChange => ({ host, version }))
    const next = Math.max(0, ...all.map(({ version }) => version))
    if (after === null) return { status: 200, body: { changes: [], next } }
    if (stub.refuseCursor) return { status: 410, body: {} }
    const changes = all.filter(({ version }) => version > Number(after))
    return { status: 200, body: { changes: changes.sort(byVersion), next } }
  }

  const server: RunningServer = await serve({
    host: '127.0.0.1',
    port,
    listener: (request, response) => {
      const { status, body } = answer(request)
      if (stub.hang) return
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    },
  })
  const stub: ControlPlaneStub = {
    url: server.url,
    requested,
    hang: false,
    refuseCursor: false,
    async put(entry) {
      published.set(entry.host, { version: entry.version, token: await signEntry(key, entry) })
    },
    close: () => server.close(0),
  }
  return stub
}

const byVersion = (a: RegistryChange, b: RegistryChange) => a.version - b.version
