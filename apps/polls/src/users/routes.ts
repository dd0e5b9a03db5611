import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { passwordCaller } from '@mt/data-plane/http/client'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { repeatable } from '@mt/data-plane/idempotency/repeatable'
import { bearer, body, json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { announcing } from '../http/announcing.ts'
import { createAsUser } from '../http/as-user.ts'
import { clearSessionCookie, requireSameOrigin, setSessionCookie } from '../http/session-cookie.ts'
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
  request: { ...repeatable, ...body(signUpInput) },
  responses: {
    201: json(userView, 'The new user'),
    ...problems(400, 403, 409, 413, 415, 422, 429, 503),
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
  summary: 'Revoke the token of the request',
  security: bearer,
  responses: { 204: { description: 'The token is revoked' }, ...problems(401, 503) },
})

const logoutAllRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/logout/all',
  summary: 'Revoke every token of the user',
  security: bearer,
  responses: { 204: { description: 'All tokens are revoked' }, ...problems(401, 503) },
})

const meRoute = createRoute({
  tags: ['users'],
  method: 'get',
  path: '/me',
  summary: 'Show the user of the token',
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
  summary: 'Revoke the token in the cookie',
  security: bearer,
  responses: { 204: { description: 'The token is revoked' }, ...problems(401, 403, 503) },
})

const newPasswordRoute = createRoute({
  tags: ['users'],
  method: 'post',
  path: '/password',
  summary: 'Set a new password with a link from an admin',
  description: 'The link works only once. All sessions of its user end.',
  request: body(newPasswordInput),
  responses: {
    204: { description: 'The password is set' },
    ...problems(400, 404, 413, 415, 422, 503),
  },
})

/** Sign-up, login, and what a user may know about themselves. */
export function userRoutes(app: OpenAPIHono<TenantEnv>, context: PollsContext): void {
  const { tenancy, signals, passwords } = context
  const asUser = createAsUser(tenancy)
  const changing = announcing(signals, asUser)

  app.openapi(signUpRoute, async (c) => {
    return c.json(await signUp(context, c, c.req.valid('json')), 201)
  })

  app.openapi(loginRoute, async (c) => {
    return c.json({ token: await login(context, c, c.req.valid('json')) }, 200)
  })

  app.openapi(logoutRoute, async (c) => {
    await changing(c, 'write', ({ scope, token }) => logout(scope, token))
    return c.body(null, 204)
  })

  app.openapi(signInRoute, async (c) => {
    requireSameOrigin(c)
    setSessionCookie(c, await login(context, c, c.req.valid('json')))
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
    const passwordHash = await passwords.hash(password, passwordCaller(c))
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
