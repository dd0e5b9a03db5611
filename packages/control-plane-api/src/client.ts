import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../generated/control-plane-api.ts'

/** The control plane's API: a method for each of HTTP's, typed by the routes of its OpenAPI document. */
export type ControlPlaneApi = Client<paths>

/** What the API takes and answers, by the names in its document. */
export type Schemas = components['schemas']

export interface ControlPlaneOptions {
  /** Where it is. */
  url: string
  /** Whose key the calls carry; without it, browsers send their user's cookie. */
  apiKey?: string
}

/** A client of the control plane. A call resolves to `data` or to `error`, and rejects when no answer comes. */
export function createControlPlaneApi({ url, apiKey }: ControlPlaneOptions): ControlPlaneApi {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  return createClient<paths>({ baseUrl: url, headers })
}

/** What a call resolves to: `data` where all is well, else the problem as `error`. */
export interface Answered<Data = unknown> {
  data?: Data
  error?: unknown
  response: Response
}

/** The same client for who has a route in a variable, or wants to say what the API does not know. */
export function untyped(api: ControlPlaneApi) {
  return api.request as unknown as (
    method: string,
    path: string,
    init?: object,
  ) => Promise<Answered>
}

/** What a call was answered with. Throws with the whole problem where it was refused. */
export async function answerTo<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await call
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${JSON.stringify(error)}`)
  return data as Data
}
