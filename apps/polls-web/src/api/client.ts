import createClient from 'openapi-fetch'
import type { components, paths } from '../../generated/polls-api'
import { problemFrom, Unreachable } from './problem.ts'

/** The tenant's API, on this host. Who asks stands in the session's cookie, which no script sees. */
export const api = createClient<paths>({ baseUrl: window.location.origin })

export type Schemas = components['schemas']

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** What a call answered. Throws an ApiProblem where it was refused, and Unreachable without an answer. */
export async function take<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Unreachable({ cause })
  })
  if (!response.ok) throw problemFrom(response, error)
  return data as Data
}
