import { getConnInfo } from '@hono/node-server/conninfo'
import { createRoute, z } from '@hono/zod-openapi'
import { body, json, problems } from '@mt/shared/http/answers'
import { unauthorized } from '@mt/shared/http/problem'
import type { Context as RequestContext } from 'hono'
import { scopes } from '../../api-keys/scopes.ts'
import { findSession } from '../../sessions/find-session.ts'
import { beginSession } from '../../verbs/sessions/begin-session.ts'
import { endSession } from '../../verbs/sessions/end-session.ts'
import type { ScopeParts } from '../guards/require-scope.ts'
import { newRouter } from '../guards/router.ts'
import {
  clearSessionCookie,
  requireOwnOrigin,
  sessionToken,
  setSessionCookie,
} from '../guards/session-cookie.ts'

const signInSchema = z.strictObject({ key: z.string().min(1).max(200) }).openapi('SignIn')

const sessionSchema = z
  .object({
    name: z.string().openapi({ description: 'Name of the API key that is signed in' }),
    scopes: z.array(z.enum(scopes)),
    expiresAt: z.iso.datetime(),
    tenantUrl: z.string().openapi({
      description: 'The URL of a tenant’s pages, with {host} as a placeholder for its host',
    }),
  })
  .openapi('Session')

type SessionParts = ScopeParts &
  Parameters<typeof beginSession>[0] & {
    /** The URL of a tenant's pages, with {host} as a placeholder. */
    config: { console: { tenantUrl: string } }
  }

/** Signs the console's operators in and out. */
export function sessionRoutes(context: SessionParts) {
  const config = context.config.console
  return newRouter()
    .openapi(routes.begin, async (c) => {
      requireOwnOrigin(c, config)
      const { key } = c.req.valid('json')
      setSessionCookie(c, config, await beginSession(context, { key, address: addressOf(c) }))
      return c.body(null, 204)
    })
    .openapi(routes.show, async (c) => {
      const { key, expiresAt } = await requireSession(context, c)
      const { tenantUrl } = config
      const answer = { name: key.name, scopes: key.scopes, tenantUrl }
      context.keyUses.note(key)
      return c.json({ ...answer, expiresAt: expiresAt.toISOString() }, 200, {
        'cache-control': 'no-store',
      })
    })
    .openapi(routes.end, async (c) => {
      requireOwnOrigin(c, config)
      const { key, token } = await requireSession(context, c)
      await endSession(context, { name: key.name, address: addressOf(c) }, token)
      context.keyUses.note(key)
      clearSessionCookie(c, config)
      return c.body(null, 204)
    })
}

async function requireSession({ orm, config }: SessionParts, c: RequestContext) {
  const token = sessionToken(c, config.console)
  const session = token === undefined ? null : await findSession(orm, token)
  if (token === undefined || !session) throw unauthorized('no session: sign in first')
  return { ...session, token }
}

function addressOf(c: RequestContext): string | null {
  return getConnInfo(c).remote.address ?? null
}

const security = [{ session: [] }]
const tags = ['session']

const routes = {
  begin: createRoute({
    tags,
    // No security scheme: the key is in the body.
    security: [{}],
    method: 'post',
    path: '/',
    summary: 'Sign in to the console with an API key; the answer sets a session cookie',
    request: body(signInSchema),
    responses: {
      204: { description: 'Signed in' },
      ...problems(400, 401, 403, 415, 422, 429, 503),
    },
  }),
  show: createRoute({
    tags,
    security,
    method: 'get',
    path: '/',
    summary: 'Show the session',
    responses: { 200: json(sessionSchema, 'The session'), ...problems(401, 503) },
  }),
  end: createRoute({
    tags,
    security,
    method: 'delete',
    path: '/',
    summary: 'Sign out',
    responses: { 204: { description: 'Signed out' }, ...problems(401, 403, 503) },
  }),
}
