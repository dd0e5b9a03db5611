import { createRoute } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { type Examined, examinationSchema, examine } from '../../verbs/doctor/examine.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

/** What somebody else left or broke. */
export function doctorRoutes(context: GuardParts & Examined) {
  const route = createRoute({
    ...guard(context, 'doctor').reading('read'),
    method: 'get',
    path: '/',
    summary: 'Compare what the control plane believes with what is there',
    description: 'Reads every database of the data plane and every host in Redis; changes nothing.',
    responses: { 200: json(examinationSchema, 'What was found'), ...problems(401, 403) },
  })
  return newRouter().openapi(route, async (c) =>
    c.json(await examine(context, c.req.raw.signal), 200),
  )
}
