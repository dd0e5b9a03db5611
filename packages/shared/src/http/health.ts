import { Hono } from 'hono'
import { Problem, problemResponse, unavailable } from './problem.ts'

/** Throws while the service cannot do its work; a Problem becomes the answer as it is. */
export type ReadinessCheck = () => Promise<void>

/** The problem code of `/readyz` for a service that runs while its own database does not answer. */
export const databaseSilentCode = 'database_silent'

/**
 * `/livez`: the process answers. `/readyz`: the service can do its work; otherwise 503 with Retry-After.
 */
export function healthRoutes(isReady: ReadinessCheck) {
  return new Hono({ strict: false })
    .get('/livez', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      try {
        await isReady()
        return c.json({ status: 'ok' })
      } catch (error) {
        return problemResponse(problemOf(error))
      }
    })
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  return unavailable(error instanceof Error ? error.message : 'not ready', error)
}
