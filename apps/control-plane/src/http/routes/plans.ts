import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import { newPlanSchema, planAnswerSchema, planChangeSchema } from '../../plans/plan-answer.ts'
import { changePlan } from '../../verbs/plans/change-plan.ts'
import { createPlan } from '../../verbs/plans/create-plan.ts'
import { deletePlan } from '../../verbs/plans/delete-plan.ts'
import { listPlans, showPlan } from '../../verbs/plans/list-plans.ts'
import type { QuotaParts } from '../../verbs/quotas/list-quotas.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const params = z.object({ id: z.string().openapi({ description: 'The id or the name of a plan' }) })

/** The plans: what tenants may use. */
export function planRoutes(context: GuardParts & QuotaParts) {
  const { list, show, create, change, remove } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => c.json({ results: await listPlans(context) }, 200))
    .openapi(show, async (c) => c.json(await showPlan(context, c.req.valid('param').id), 200))
    .openapi(create, async (c) => {
      const request = { ...c.req.valid('json'), signal: c.req.raw.signal }
      const plan = await createPlan(context, c.get('actor'), request)
      return c.json(plan, 201, { location: `/v1/plans/${plan.id}` })
    })
    .openapi(change, async (c) => {
      const request = { idOrName: c.req.valid('param').id, signal: c.req.raw.signal }
      const plan = await changePlan(context, c.get('actor'), { ...request, ...c.req.valid('json') })
      return c.json(plan, 200)
    })
    .openapi(remove, async (c) => {
      await deletePlan(context, c.get('actor'), c.req.valid('param').id)
      return c.body(null, 204)
    })
}

function declareRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'plans')
  const plan = json(planAnswerSchema, 'The plan')
  return {
    list: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/',
      summary: 'The plans, by name',
      responses: {
        200: json(z.object({ results: z.array(planAnswerSchema) }), 'All of them'),
        ...problems(401, 403),
      },
    }),
    show: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}',
      summary: 'A plan',
      request: { params },
      responses: { 200: plan, ...problems(401, 403, 404) },
    }),
    create: createRoute({
      ...changing('admin'),
      method: 'post',
      path: '/',
      summary: 'Add a plan',
      request: body(newPlanSchema),
      responses: { 201: plan, ...problems(400, 401, 403, 409, 415, 422, 503) },
    }),
    change: createRoute({
      ...changing('admin'),
      method: 'patch',
      path: '/{id}',
      summary: 'Change a plan, for all tenants that have it',
      request: { ...body(planChangeSchema), params },
      responses: { 200: plan, ...problems(400, 401, 403, 404, 409, 415, 422, 503) },
    }),
    remove: createRoute({
      ...changing('admin'),
      method: 'delete',
      path: '/{id}',
      summary: 'Remove a plan that no tenant has',
      request: { params },
      responses: { 204: { description: 'It is gone' }, ...problems(401, 403, 404, 409, 422) },
    }),
  }
}
