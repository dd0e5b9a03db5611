import { createRoute } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { healthSchema } from '../../verbs/health/health-answer.ts'
import type { ProbedParts } from '../../verbs/health/probe-parts.ts'
import { readHealth } from '../../verbs/health/read-health.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

/** The platform's health, as far as the control plane can see it. */
export function healthOfPlatformRoutes(context: GuardParts & ProbedParts) {
  const route = createRoute({
    ...guard(context, 'health').reading('read'),
    method: 'get',
    path: '/',
    summary: 'Show the health of the platform’s parts and their backlog',
    description:
      'The control plane checks its database, Redis and the data plane now. Of gateways it knows which ones follow its registry.',
    responses: { 200: json(healthSchema, 'The health of each part'), ...problems(401, 403, 503) },
  })
  return newRouter().openapi(route, async (c) => c.json(await readHealth(context), 200))
}
