import { type ControlPlaneApi, untyped } from '@mt/control-plane-api/client'
import type { JsonAnswer } from '@mt/infra/dev/http-json'

/** Says anything to the control plane, also what its API does not know. */
export type Operate = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<JsonAnswer>

/** Says it as the operator whose client this is. */
export function operateBy(api: ControlPlaneApi): Operate {
  const call = untyped(api)
  return async function operate(method, path, body, headers = {}) {
    const { data, error, response } = await call(method, path, { body, headers })
    const { status } = response
    return { status, headers: Object.fromEntries(response.headers), body: data ?? error }
  }
}
