import type { Deployment } from './deployment.ts'
import { sendCall } from './http/call.ts'

/** Throws with the reason if a deployment cannot be tested at all, once instead of in each test. */
export async function reachDeployment({ gateways, ops, key }: Deployment): Promise<void> {
  const headers = { authorization: `Bearer ${key}` }
  const { status } = await ask('the control plane', ops, '/v1/tenants?limit=1', headers)
  if (status !== 200)
    throw new Unreachable(`the control plane at ${ops} answers the key with ${status}`)
  for (const gateway of gateways) await ask('the gateway', gateway, '/readyz')
}

/** A part of the deployment does not answer, or refuses the key. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

async function ask(what: string, origin: string, path: string, headers = {}) {
  try {
    return await sendCall({ origin, method: 'GET', path, headers })
  } catch (error) {
    throw new Unreachable(`${what} does not answer at ${origin}: ${String(error)}`)
  }
}
