import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { hashPassword } from '@mt/credentials/password'
import { clientAddress } from '@mt/data-plane/http/client-address'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { bearer, body, json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { announcing } from '../http/announcing.ts'
import { createAsUser } from '../http/as-user.ts'
import { clearSessionCookie, requireSameOrigin, setSessionCookie } from '../http/session-cookie.ts'
import { requireRoom } from '../limits/require-room.ts'
import { endSessions } from './end-sessions.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { requirePasswordLink, usePasswordLink } from './password-link.ts'
import {
  loginInput,
  meView,
  newPasswordInput,
  signUpInput,
  tokenView,
  userView,
} from './schemas.ts'
import { signUp } from './sign-up.ts'

const signUpRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/users',
  summary: 'Sign up',
  request: body(signUpInput),
  responses: {
    201: json(userView, 'The new user'),
    ...problems(400, 403, 409, 413, 415, 422, 503),
  },
})

const loginRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/login',
  summary: 'Log in',
  request: body(loginInput),
  responses: { 200: json(tokenView, 'A token'), ...problems(400, 401, 413, 415, 422, 429, 503) },
})

const logoutRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/logout',
  summary: 'End the token that the request bears',
  security: bearer,
  responses: { 204: { description: 'The token has ended' }, ...problems(401, 503) },
})

const logoutAllRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/logout/all',
  summary: 'End every token of the user',
  security: bearer,
  responses: { 204: { description: 'All tokens have ended' }, ...problems(401, 503) },
})

const meRoute = createRoute({
  tags: ['users'],
  method: 'get',
  path: '/me',
  summary: 'Who the token belongs to',
  security: bearer,
  responses: { 200: json(meView, 'The user'), ...problems(401, 503) },
})

/** Signing in and out with a cookie, for pages. */
const signInRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/session',
  summary: 'Log in with a cookie, for pages of this host',
  request: body(loginInput),
  responses: {
    204: { description: 'The cookie is set' },
    ...problems(400, 401, 403, 413, 415, 422, 429, 503),
  },
})

const signOutRoute = createRoute({
  tags: ['users'],
  method: 'delete',
  path: '/session',
  summary: 'End the token in the cookie',
  security: bearer,
  responses: { 204: { description: 'The token has ended' }, ...problems(401, 403, 503) },
})

const newPasswordRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/password',
  summary: 'Set a new password with a link that an admin made',
  description: 'The link is used up, and all sessions of its user end.',
  request: body(newPasswordInput),
  responses: {
    204: { description: 'The password is set' },
    ...problems(400, 404, 413, 415, 422, 503),
  },
})

/** Sign-up, login and what a user may know of itself. */
export function userRoutes(app: OpenAPIHono<TenantEnv>, context: PollsContext): void {
  const { tenancy, signals } = context
  const asUser = createAsUser(tenancy)
  const changing = announcing(signals, asUser)

  app.openapi(signUpRoute, async (c) => {
    const { password, ...user } = c.req.valid('json')
    const passwordHash = await hashPassword(password)
    const created = await tenancy.write(c.var.tenant, async (scope) => {
      await requireRoom(scope, 'users', c.var.tenant.limits?.users)
      return signUp(scope, { ...user, passwordHash })
    })
    return c.json(created, 201)
  })

  app.openapi(loginRoute, async (c) => {
    const input = { ...c.req.valid('json'), address: clientAddress(c) }
    return c.json({ token: await login(context, c.var.tenant, input) }, 200)
  })

  app.openapi(logoutRoute, async (c) => {
    await changing(c, 'write', ({ scope, token }) => logout(scope, token))
    return c.body(null, 204)
  })

  app.openapi(signInRoute, async (c) => {
    requireSameOrigin(c)
    const input = { ...c.req.valid('json'), address: clientAddress(c) }
    setSessionCookie(c, await login(context, c.var.tenant, input))
    return c.body(null, 204)
  })

  app.openapi(signOutRoute, async (c) => {
    await changing(c, 'write', ({ scope, token }) => logout(scope, token))
    clearSessionCookie(c)
    return c.body(null, 204)
  })

  app.openapi(newPasswordRoute, async (c) => {
    const { tenant } = c.var
    const { token, password } = c.req.valid('json')
    await tenancy.read(tenant, (scope) => requirePasswordLink(scope, token))
    const passwordHash = await hashPassword(password)
    await tenancy.write(tenant, (scope) => usePasswordLink(scope, { token, passwordHash }))
    signals.announce(tenant.tenantId)
    return c.body(null, 204)
  })

  app.openapi(logoutAllRoute, async (c) => {
    await changing(c, 'write', ({ scope, user }) => endSessions(scope, user.id))
    return c.body(null, 204)
  })

  app.openapi(meRoute, async (c) => c.json(await asUser(c, 'read', async ({ user }) => user), 200))
}
