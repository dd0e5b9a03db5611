import { OpenAPIHono } from '@hono/zod-openapi'
import { validationHook } from '@mt/shared/http/api'
import type { Actor } from '../../audit/actor.ts'

/** What middleware leaves for the handlers. */
export interface AppEnv {
  Variables: {
    requestId: string
    actor: Actor
    /** Fields of the answer that are told once and kept nowhere. */
    secretFields?: string[]
  }
}

/** A part of the API, to be mounted under its path; what a schema refuses is told as the whole API tells it. */
export function newRouter() {
  return new OpenAPIHono<AppEnv>({ defaultHook: validationHook() })
}
