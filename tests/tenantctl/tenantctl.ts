import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { inheritedEnv } from '@mt/infra/config'
import type { Network } from '../network.ts'

const binary = fileURLToPath(new URL('../../apps/tenantctl/src/tenantctl.mjs', import.meta.url))

export interface Ended {
  code: number | null
  out: string
  err: string
  /** What was written to standard output, read as JSON. */
  json<T = unknown>(): T
}

export interface RunOptions {
  /** The content of standard input. */
  input?: string
  env?: NodeJS.ProcessEnv
}

export type Tenantctl = (args: string[], options?: RunOptions) => Promise<Ended>

/** Runs the real program as an operator of the network. */
export function tenantctlOf(network: Pick<Network, 'controlPlaneUrl' | 'opsKey'>): Tenantctl {
  const where = { CONTROL_PLANE_URL: network.controlPlaneUrl, OPS_API_KEY: network.opsKey }
  return async (args, { input = '', env = {} } = {}) => {
    const child = spawn(binary, args, { env: inheritedEnv({ ...where, ...env }) })
    child.stdin.end(input)
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    return { code, out, err, json: () => JSON.parse(out) }
  }
}
