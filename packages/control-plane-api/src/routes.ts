import type { MethodResponse } from 'openapi-fetch'
import type { paths } from '../generated/control-plane-api.ts'
import type { ControlPlaneApi } from './client.ts'

/** Routes by name, as in the document: `GET /v1/tenants/{id}`. Types only. */

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type RoutesAt<Path extends keyof paths> = {
  [M in Method]: paths[Path][M] extends { responses: unknown } ? `${Uppercase<M>} ${Path}` : never
}[Method]

/** Every route of the API. */
export type Route = { [Path in keyof paths]: RoutesAt<Path> }[keyof paths]

type MethodOf<R extends Route> = R extends `${infer M} ${string}` ? Lowercase<M> & Method : never
type PathOf<R extends Route> = R extends `${string} ${infer Path extends keyof paths}`
  ? Path
  : never

type Answer<R extends Route> = MethodResponse<ControlPlaneApi, MethodOf<R>, PathOf<R>>

/** The successful answer of a route. */
export type AnswerOf<R extends Route> = [Answer<R>] extends [never] ? undefined : Answer<R>

type OperationOf<R extends Route> = paths[PathOf<R>][MethodOf<R>]

/** The body of a route. */
export type BodyOf<R extends Route> =
  OperationOf<R> extends {
    requestBody?: { content: { 'application/json': infer Body } }
  }
    ? Body
    : undefined
