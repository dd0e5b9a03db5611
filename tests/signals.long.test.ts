import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { newKeyTexts } from '@mt/shared/keys'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A server that accepts connections and never answers, so that a service that needs it keeps starting. */
let silent: Server
const sockets = new Set<Socket>()
let address: string
let child: ChildProcess | undefined

beforeEach(async () => {
  silent = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  address = `127.0.0.1:${port}`
})
afterEach(() => {
  child?.kill('SIGKILL')
  silent.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})

async function serviceEnv(): Promise<NodeJS.ProcessEnv> {
  const [assertion, registry, internal] = await Promise.all(['a', 'r', 'i'].map(newKeyTexts))
  const ports = ['GATEWAY', 'CONTROL_PLANE', 'DATA_PLANE'].flatMap((name) => [
    ...[`${name}_PORT`, `${name}_METRICS_PORT`],
  ])
  return {
    ...Object.fromEntries([...ports, 'DATA_PLANE_INTERNAL_PORT'].map((name) => [name, '0'])),
    NODE_ENV: 'test',
    PATH: process.env.PATH,
    DATABASE_URL: `postgres://nobody@${address}/none`,
    CLUSTERS: `c1=postgres://nobody@${address}/none`,
    REDIS_URL: `redis://${address}`,
    CONTROL_PLANE_URL: `http://${address}`,
    UPSTREAMS: `polls=http://${address}`,
    ROLE_SECRET: 'secret-of-the-test-of-signals-0123456789',
    RUNTIME_SECRET: 'secret-of-the-test-of-signals-0123456789',
    REGISTRY_API_KEY: 'key-of-the-test-of-signals',
    ASSERTION_SIGNING_KEY: assertion?.signing,
    ASSERTION_VERIFYING_KEYS: assertion?.verifying,
    REGISTRY_SIGNING_KEY: registry?.signing,
    REGISTRY_VERIFYING_KEYS: registry?.verifying,
    INTERNAL_SIGNING_KEY: internal?.signing,
    INTERNAL_VERIFYING_KEYS: internal?.verifying,
  }
}

const programs = ['gateway', 'control-plane', 'polls'].map(
  (app) => [app, fileURLToPath(new URL(`../apps/${app}/src/main.ts`, import.meta.url))] as const,
)

describe.each(programs)('%s', (_, main) => {
  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 on %s while it starts', async (signal) => {
    const env = await serviceEnv()
    const connected = once(silent, 'connection')
    child = spawn(process.execPath, [main], { env, stdio: 'ignore' })
    const exited = once(child, 'exit')
    await Promise.race([connected, exited])
    child.kill(signal)
    expect(await exited).toEqual([0, null])
  })

  it('handles signals before it loads its modules', async () => {
    const text = await readFile(main, 'utf8')
    const loaded = [...text.matchAll(/^import .* from '(.+)'$/gm)].map(([, name]) => name)
    expect(loaded).toEqual([expect.stringMatching(/^@mt\/(?:shared\/service|data-plane\/run)$/)])
  })
})
