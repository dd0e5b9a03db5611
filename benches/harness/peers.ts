import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@mt/infra/ports'
import { type Child, script, startChild } from './child.ts'
import { hasCommand, measuredCore } from './cores.ts'

const run = promisify(execFile)

/** Another proxy that only forwards, with kept-alive connections on both sides and without a log. */
export interface Peer {
  name: string
  url: string
  process: Child
}

interface PeerSpec {
  /** The program that must be installed, and the arguments that print its version. */
  program: string
  version: string[]
  config(port: number, upstream: number, folder: string): string
  command(configFile: string): string[]
}

/** Each runs as one process, on one core. */
const specs: Record<string, PeerSpec> = {
  nginx: {
    program: 'nginx',
    version: ['-v'],
    config: (port, upstream, folder) => `
      daemon off; worker_processes 1; user root; pid ${folder}/nginx.pid; error_log stderr error;
      events { worker_connections 4096; }
      http {
        access_log off; client_max_body_size 0; keepalive_requests 1000000000;
        client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
        uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
        upstream one { server 127.0.0.1:${upstream}; keepalive 256; keepalive_requests 1000000000; }
        server { listen 127.0.0.1:${port} backlog=4096;
          location / { proxy_pass http://one; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header Host $host; proxy_request_buffering off; proxy_max_temp_file_size 0; } }
      }`,
    command: (file) => ['nginx', '-c', file, '-e', 'stderr'],
  },
  haproxy: {
    program: 'haproxy',
    version: ['-v'],
    config: (port, upstream) => `
global
  nbthread 1
defaults
  mode http
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen one
  bind 127.0.0.1:${port}
  server s1 127.0.0.1:${upstream}
`,
    command: (file) => ['haproxy', '-db', '-f', file],
  },
  caddy: {
    program: 'caddy',
    version: ['version'],
    config: (port, upstream) =>
      `{\n admin off\n auto_https off\n}\nhttp://:${port} {\n bind 127.0.0.1\n reverse_proxy 127.0.0.1:${upstream} {\n  transport http {\n   keepalive_idle_conns_per_host 256\n  }\n }\n}\n`,
    command: (file) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
  },
}

export interface Peers {
  running: Peer[]
  missing: string[]
  versions: Record<string, string>
}

/**
 * Starts the installed peers in front of `upstream`; `folder` holds their files and is removed with the
 * bench.
 */
export async function startPeers(
  upstream: number,
  { folder, stack }: { folder: string; stack: AsyncDisposableStack },
): Promise<Peers> {
  const peers: Peers = { running: [], missing: [], versions: {} }
  for (const [name, spec] of Object.entries(specs)) {
    if (!(await hasCommand(spec.program))) peers.missing.push(name)
    else {
      peers.running.push(await startInstalled(name, spec, { upstream, folder, stack }))
      peers.versions[name] = await versionOf(spec)
    }
  }
  peers.running.push(await startReplyFrom(upstream, stack))
  return peers
}

interface Start {
  upstream: number
  folder: string
  stack: AsyncDisposableStack
}

async function startInstalled(name: string, spec: PeerSpec, start: Start): Promise<Peer> {
  const port = await freePort()
  const file = join(start.folder, `${name}.conf`)
  await writeFile(file, spec.config(port, start.upstream, start.folder))
  const url = `http://127.0.0.1:${port}`
  const env = { HOME: start.folder, XDG_DATA_HOME: start.folder, GOMAXPROCS: '1' }
  const spawned = { name, command: spec.command(file), core: measuredCore, env, readyUrl: url }
  return { name, url, process: start.stack.use(await startChild(spawned)) }
}

async function startReplyFrom(upstream: number, stack: AsyncDisposableStack): Promise<Peer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const command = script(new URL('../servers/reply-from.ts', import.meta.url))
  const spec = { name: 'reply-from', core: measuredCore, readyUrl: url }
  const args = [String(port), `http://127.0.0.1:${upstream}`]
  const env = { NODE_ENV: 'production' }
  const child = await startChild({ ...spec, env, command: [...command, ...args] })
  return { name: 'reply-from', url, process: stack.use(child) }
}

async function versionOf({ program, version }: PeerSpec): Promise<string> {
  const { stdout, stderr } = await run(program, version)
  return /\d+\.\d+\.\d+/.exec(stdout + stderr)?.[0] ?? 'unknown'
}
