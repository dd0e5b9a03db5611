import { createRoute } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import { type Examined, examinationSchema, examine } from '../../verbs/doctor/examine.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

/** Finds inconsistencies of the platform. */
export function doctorRoutes(context: GuardParts & Examined) {
  const route = createRoute({
    ...guard(context, 'doctor').reading('read'),
    method: 'get',
    path: '/',
    summary: 'Compare the control plane’s records with what exists',
    description:
      'Reads every database of the data plane and every host in Redis. It changes nothing.',
    responses: { 200: json(examinationSchema, 'The findings'), ...problems(401, 403) },
  })
  return newRouter().openapi(route, async (c) =>
    c.json(await examine(context, c.req.raw.signal), 200),
  )
}
