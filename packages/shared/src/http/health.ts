import { Hono } from 'hono'
import { problemResponse, unavailable } from './problem.ts'

/** Throws, or names what is missing, while the service cannot do its work. */
export type ReadinessCheck = () => Promise<void>

/** `/livez`: the process answers. `/readyz`: it can do its work; 503 with Retry-After otherwise. */
export function healthRoutes(isReady: ReadinessCheck) {
  return new Hono({ strict: false })
    .get('/livez', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      try {
        await isReady()
        return c.json({ status: 'ok' })
      } catch (error) {
        return problemResponse(
          unavailable(error instanceof Error ? error.message : 'not ready', error),
        )
      }
    })
}
