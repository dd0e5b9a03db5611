import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import { operationAnswerSchema } from '../../operations/record/operation-answer.ts'
import { tenantAnswerSchema } from '../../tenants/tenant-answer.ts'
import {
  addDomain,
  type DomainParts as ChangeParts,
  checkDomain,
  newDomainSchema,
  removeDomain,
} from '../../verbs/domains/change-domains.ts'
import { domainSchema, listDomains } from '../../verbs/domains/list-domains.ts'
import { answerOutcome, type OutcomeParts } from '../answers/outcome.ts'
import { type GuardParts, guard } from '../guards/guard.ts'
import { newRouter } from '../guards/router.ts'

const tenantPath = z.object({
  id: z.string().openapi({ description: 'Id or slug of a tenant' }),
})
const hostPath = tenantPath.extend({ host: z.string().openapi({ description: 'Host name' }) })

type DomainParts = GuardParts & OutcomeParts & ChangeParts

/** The hosts of a tenant, including those that redirect and those that are not proven yet. */
export function domainRoutes(context: DomainParts) {
  const { list, add, check, remove } = declareRoutes(context)
  return newRouter()
    .openapi(list, async (c) => {
      return c.json({ results: await listDomains(context, c.req.valid('param').id) }, 200)
    })
    .openapi(add, async (c) => {
      const { id: idOrSlug } = c.req.valid('param')
      const target = { actor: c.get('actor'), idOrSlug, ifMatch: c.req.header('if-match') }
      const id = await addDomain(context, target, c.req.valid('json').host)
      return answerOutcome(context, c, id)
    })
    .openapi(check, async (c) => {
      const { id: idOrSlug, host } = c.req.valid('param')
      const target = { actor: c.get('actor'), idOrSlug, ifMatch: c.req.header('if-match') }
      return answerOutcome(context, c, await checkDomain(context, target, host))
    })
    .openapi(remove, async (c) => {
      const { id: idOrSlug, host } = c.req.valid('param')
      const target = { actor: c.get('actor'), idOrSlug, ifMatch: c.req.header('if-match') }
      const id = await removeDomain(context, target, host)
      return answerOutcome(context, c, id)
    })
}

function declareRoutes(context: GuardParts) {
  const { reading, changing } = guard(context, 'domains')
  const outcomes = {
    200: json(
      tenantAnswerSchema,
      'The tenant, if the operation has succeeded in the time of `Prefer: wait`',
    ),
    202: json(operationAnswerSchema, 'The operation, which has started'),
  }
  return {
    list: createRoute({
      ...reading('read'),
      method: 'get',
      path: '/{id}/domains',
      summary: 'List the hosts of a tenant, and the domains that it has not proven yet',
      request: { params: tenantPath },
      responses: {
        200: json(z.object({ results: z.array(domainSchema) }), 'The hosts'),
        ...problems(401, 403, 404),
      },
    }),
    add: createRoute({
      ...changing('operate'),
      method: 'post',
      path: '/{id}/domains',
      summary: 'Add a custom domain to a tenant; it is served once its DNS record is seen',
      request: { ...body(newDomainSchema), params: tenantPath },
      responses: { ...outcomes, ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
    }),
    check: createRoute({
      ...changing('operate'),
      method: 'post',
      path: '/{id}/domains/{host}/check',
      summary: 'Search for the DNS record of a custom domain now',
      request: { params: hostPath },
      responses: { ...outcomes, ...problems(401, 403, 404, 409, 412, 422) },
    }),
    remove: createRoute({
      ...changing('operate'),
      method: 'delete',
      path: '/{id}/domains/{host}',
      summary:
        'Remove a host from a tenant: an added one, or one of an earlier slug that redirects',
      request: { params: hostPath },
      responses: { ...outcomes, ...problems(401, 403, 404, 409, 412, 422) },
    }),
  }
}
