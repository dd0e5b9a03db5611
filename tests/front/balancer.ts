import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@mt/infra/ports'
import { makeTemporaryFolder } from '@mt/infra/process/temporary-folder'
import { succeeds } from '@mt/local-servers/processes/run'
import { eventually } from '../eventually.ts'

const shipped = fileURLToPath(new URL('../../infra/docker/balancer.cfg', import.meta.url))

/** Whether this machine has the program of the shipped balancer. */
export const hasBalancer = await succeeds('haproxy', ['-v'])

export interface Balancer extends AsyncDisposable {
  url: string
}

/** Starts the shipped balancer in front of two gateways, from its own file with other addresses. */
export async function startBalancer(
  gatewayUrls: readonly [string, string],
  trustedFronts: string,
): Promise<Balancer> {
  const port = await freePort()
  const folder = await makeTemporaryFolder(tmpdir())
  const file = join(folder.path, 'balancer.cfg')
  await writeFile(file, await configFor(port, gatewayUrls))
  const env = { ...process.env, TRUSTED_FRONTS: trustedFronts }
  const child = spawn('haproxy', ['-q', '-db', '-f', file], { env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => {
    const { status } = await fetch(`${url}/readyz`)
    if (status !== 200) throw new Error(`the balancer is not ready: ${status}`)
  })
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      await folder.remove()
    },
  }
}

async function configFor(port: number, gatewayUrls: readonly [string, string]): Promise<string> {
  const [first, second] = gatewayUrls.map((url) => new URL(url).host)
  const text = await readFile(shipped, 'utf8')
  return text
    .replace('bind :8080', `bind 127.0.0.1:${port}`)
    .replace('gateway-1:8080', `${first}`)
    .replace('gateway-2:8080', `${second}`)
}
