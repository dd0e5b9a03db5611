import { createRoute } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { healthSchema } from '../../verbs/health/health-answer.ts'
import type { ProbedParts } from '../../verbs/health/probe-parts.ts'
import { readHealth } from '../../verbs/health/read-health.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

/** How the platform is, as far as the control plane can know. */
export function healthOfPlatformRoutes(context: GuardParts & ProbedParts) {
  const route = createRoute({
    ...guard(context, 'health').reading('read'),
    method: 'get',
    path: '/',
    summary: 'How the platform’s parts are, and what waits in them',
    description:
      'What this control plane sees now: it asks its database, Redis and the data plane, and knows of gateways that they follow its registry.',
    responses: { 200: json(healthSchema, 'What was seen'), ...problems(401, 403, 503) },
  })
  return newRouter().openapi(route, async (c) => c.json(await readHealth(context), 200))
}
