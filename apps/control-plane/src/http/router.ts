import { OpenAPIHono } from '@hono/zod-openapi'
import { invalidInput } from '@mt/shared/http/problem'
import type { Actor } from '../audit/actor.ts'

/** What middleware leaves for the handlers. */
export interface AppEnv {
  Variables: { requestId: string; actor: Actor }
}

/** A router whose routes are declared; what a schema refuses is a 422 that names the fields. */
export function newRouter() {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidInput(result.error)
    },
  })
}
