import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../generated/control-plane-api.ts'

/**
 * The control plane's API: one method for each HTTP method, typed by the routes of its OpenAPI document.
 */
export type ControlPlaneApi = Client<paths>

/** The bodies and answers of the API, by their names in its document. */
export type Schemas = components['schemas']

export interface ControlPlaneOptions {
  /** The control plane's address. */
  url: string
  /** The API key for all calls; without it, browsers send their user's cookie. */
  apiKey?: string
}

/**
 * A client of the control plane. A call resolves to `data` or to `error`, and rejects if there is no
 * answer.
 */
export function createControlPlaneApi({ url, apiKey }: ControlPlaneOptions): ControlPlaneApi {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  return createClient<paths>({ baseUrl: url, headers })
}

/** The result of a call: `data` on success, else the problem as `error`. */
export interface Answered<Data = unknown> {
  data?: Data
  error?: unknown
  response: Response
}

/** The same client for a route in a variable, or for requests that the types do not allow. */
export function untyped(api: ControlPlaneApi) {
  return api.request as unknown as (
    method: string,
    path: string,
    init?: object,
  ) => Promise<Answered>
}

/** The data of a call's answer. Throws an error with the whole problem if it was refused. */
export async function answerTo<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await call
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`)
  return data as Data
}
