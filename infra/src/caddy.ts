import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { succeeds } from '@mt/local-servers/processes/run'
import { inheritedEnv } from './config.ts'
import { checkoutFolder } from './paths.ts'
import { freePort } from './ports.ts'
import { type LocalServer, startLocalServer } from './process/local-server.ts'

export interface CaddyOptions {
  /** What it stands before: a gateway, or the balancer of several. */
  target: string
  /** Where it keeps its authority and its certificates. */
  folder: string
  host: string
  /** Any free one by default. */
  port?: number
}

export interface Caddy extends LocalServer {
  /** The certificate of the authority with which it signs. */
  rootCertificate: string
  /** A folder for each name that has a certificate. */
  certificatesFolder: string
}

/** Whether Caddy is installed. */
export function hasCaddy(): Promise<boolean> {
  return succeeds('caddy', ['version'])
}

/** Starts Caddy with the shipped Caddyfile, but with an authority of its own on this machine. */
export async function startCaddy(options: CaddyOptions): Promise<Caddy> {
  const { target, folder, host } = options
  await mkdir(folder, { recursive: true })
  const port = options.port ?? (await freePort())
  const askPort = await freePort()
  const env = {
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
    GATEWAY: new URL(target).host,
    BIND: host,
    HTTPS_PORT: String(port),
    HTTP_PORT: String(await freePort()),
    ASK_PORT: String(askPort),
    TLS_ISSUER: 'internal',
    // A browser that kept it would no longer reach what else is served on this machine under the same names.
    HSTS_SECONDS: '0',
    OWN_SITES: join(folder, 'sites/*.caddyfile'),
  }
  const server = await startLocalServer({
    url: `https://${host}:${port}`,
    port,
    command: {
      name: 'Caddy',
      file: 'caddy',
      args: [
        ...['run', '--adapter', 'caddyfile'],
        ...['--config', join(checkoutFolder, 'infra/docker/Caddyfile')],
      ],
      env: { PATH: inheritedEnv().PATH, ...env },
      folder,
      logFile: join(folder, 'caddy.log'),
      stopSignal: 'SIGTERM',
    },
    answers: () =>
      fetch(`http://127.0.0.1:${askPort}/livez`).then(
        () => true,
        () => false,
      ),
  })
  return Object.assign(server, {
    rootCertificate: join(folder, 'caddy/pki/authorities/local/root.crt'),
    certificatesFolder: join(folder, 'caddy/certificates/local'),
  })
}
