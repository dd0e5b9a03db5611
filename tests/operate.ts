import { type ControlPlaneApi, untyped } from '@mt/control-plane-api/client'
import type { JsonAnswer } from '@mt/infra/dev/http-json'

/** Sends any request to the control plane, even invalid ones. */
export type Operate = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<JsonAnswer>

/** Sends requests as the operator of a client. */
export function operateBy(api: ControlPlaneApi): Operate {
  const call = untyped(api)
  return async function operate(method, path, body, headers = {}) {
    const { data, error, response } = await call(method, path, { body, headers })
    const { status } = response
    return { status, headers: Object.fromEntries(response.headers), body: data ?? error }
  }
}
