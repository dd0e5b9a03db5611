import { OpenAPIHono } from '@hono/zod-openapi'
import { validationHook } from '@mt/shared/http/api'
import type { Actor } from '../../audit/actor.ts'

/** What middleware sets for the handlers. */
export interface AppEnv {
  Variables: {
    requestId: string
    actor: Actor
    /** Fields of the answer that are not stored for repeated requests. */
    secretFields?: string[]
  }
}

/** Creates a part of the API, to be mounted at its path. Validation errors have the API's common form. */
export function newRouter() {
  return new OpenAPIHono<AppEnv>({ defaultHook: validationHook() })
}
