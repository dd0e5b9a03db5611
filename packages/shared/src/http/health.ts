import { Hono } from 'hono'
import { Problem, problemResponse, unavailable } from './problem.ts'

/** Throws, or names what is missing, while the service cannot do its work; a Problem is answered as it is. */
export type ReadinessCheck = () => Promise<void>

/** The code of `/readyz` by which a service says that it runs and its own database does not answer. */
export const databaseSilentCode = 'database_silent'

/** `/livez`: the process answers. `/readyz`: it can do its work; 503 with Retry-After otherwise. */
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
