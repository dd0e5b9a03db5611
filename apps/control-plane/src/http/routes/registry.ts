import { getConnInfo } from '@hono/node-server/conninfo'
import { createRoute, z } from '@hono/zod-openapi'
import { json, problems } from '@mt/shared/http/answers'
import type { SigningKey } from '@mt/shared/keys'
import { changesAnswerSchema, hostAnswerSchema } from '@mt/shared/registry/protocol'
import type { WithOrm } from '../../database/open-orm.ts'
import type { Followers } from '../../registry/followers.ts'
import { listChanges } from '../../verbs/registry/list-changes.ts'
import { showHost } from '../../verbs/registry/show-host.ts'
import { requireRegistryKey } from '../guards/require-registry-key.ts'
import { newRouter } from '../guards/router.ts'

const maxChanges = 1_000

const query = z.object({
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(maxChanges).default(maxChanges),
})

/** The parts that answer readers of the registry. */
interface RegistryParts extends WithOrm {
  registryKey: SigningKey
  followers: Pick<Followers, 'note'>
  config: { apiKeys: { registry: string } }
}

/** The API for readers of the registry, which use it when Redis is unavailable or behind. */
export function registryRoutes(context: RegistryParts) {
  const common = {
    tags: ['registry'],
    security: [{ registryKey: [] }],
    middleware: [requireRegistryKey(context.config.apiKeys.registry)],
  }
  const hostRoute = createRoute({
    ...common,
    method: 'get',
    path: '/hosts/{host}',
    summary: 'Show the signed entry of a host',
    request: { params: z.object({ host: z.string() }) },
    responses: { 200: json(hostAnswerSchema, 'The entry'), ...problems(401, 404) },
  })
  const changesRoute = createRoute({
    ...common,
    method: 'get',
    path: '/changes',
    summary: 'List the hosts that changed after a version',
    request: { query },
    responses: { 200: json(changesAnswerSchema, 'The changes'), ...problems(401, 422) },
  })
  return newRouter()
    .openapi(hostRoute, async (c) =>
      c.json({ entry: await showHost(context, c.req.valid('param').host) }, 200),
    )
    .openapi(changesRoute, async (c) => {
      context.followers.note(getConnInfo(c).remote.address ?? 'unknown')
      const { after, limit } = c.req.valid('query')
      return c.json(await listChanges(context, after, limit), 200)
    })
}
