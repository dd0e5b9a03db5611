import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { listQuery } from '@mt/data-plane/http/page'
import { requestOrigin } from '@mt/data-plane/http/request-origin'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { takesNoFields } from '@mt/data-plane/http/takes-no-fields'
import { bearer, body, idParam, json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { announcing } from '../http/announcing.ts'
import { createAsAdmin } from '../http/as-admin.ts'
import { choiceView } from '../polls/schemas.ts'
import { changeSettings } from '../settings/change-settings.ts'
import { readSettings } from '../settings/read-settings.ts'
import { endSessions } from '../users/end-sessions.ts'
import { changeChoice } from './choices/change-choice.ts'
import { deleteChoice } from './choices/delete-choice.ts'
import { listChoices } from './choices/list-choices.ts'
import { listLog } from './log/list-log.ts'
import { writeLog } from './log/write-log.ts'
import { deleteAdminPoll } from './polls/delete-admin-poll.ts'
import { listAdminPolls } from './polls/list-admin-polls.ts'
import {
  adminPollPage,
  adminPollQuery,
  adminUserView,
  choiceChange,
  choicePage,
  choiceQuery,
  logPage,
  passwordLinkView,
  settingsChange,
  settingsView,
  userChange,
  userPage,
  userQuery,
  votePage,
  voteQuery,
} from './schemas.ts'
import { changeUser } from './users/change-user.ts'
import { deleteUser } from './users/delete-user.ts'
import { findUser } from './users/find-user.ts'
import { listUsers } from './users/list-users.ts'
import { makePasswordLink } from './users/make-password-link.ts'
import { deleteVote } from './votes/delete-vote.ts'
import { listVotes } from './votes/list-votes.ts'

const withId = { params: z.object({ id: idParam('id') }) }
const common = { tags: ['admin'], security: bearer }
const gone = { 204: { description: 'Done' }, ...problems(401, 403, 404, 503) }

function listRoute<Name extends string, Query extends z.ZodObject, View extends z.ZodType>(
  name: Name,
  query: Query,
  view: View,
) {
  return createRoute({
    ...common,
    method: 'get',
    path: `/admin/api/${name}`,
    summary: `List the tenant's ${name}, newest first`,
    request: { query },
    responses: { 200: json(view, 'A page'), ...problems(401, 403, 422, 503) },
  })
}

function deleteRoute<Path extends string>(path: Path, summary: string) {
  return createRoute({
    ...common,
    method: 'delete',
    path,
    summary,
    request: withId,
    responses: gone,
  })
}

const changeUserRoute = createRoute({
  ...common,
  method: 'patch',
  path: '/admin/api/users/{id}',
  summary: 'Change a user’s role, or disable the user',
  request: { ...withId, ...body(userChange) },
  responses: {
    200: json(adminUserView, 'The user'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
  },
})

const deleteUserRoute = createRoute({
  ...common,
  method: 'delete',
  path: '/admin/api/users/{id}',
  summary: 'Delete a user with their polls and votes',
  request: withId,
  responses: { ...gone, ...problems(409) },
})

const passwordLinkRoute = createRoute({
  ...common,
  method: 'post',
  path: '/admin/api/users/{id}/password-link',
  summary: 'Create a link with which a user sets a new password',
  description: 'The link is valid for an hour and works once. Only this answer contains it.',
  middleware: [takesNoFields],
  request: withId,
  responses: {
    201: json(passwordLinkView, 'The link'),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503),
  },
})

const changeChoiceRoute = createRoute({
  ...common,
  method: 'patch',
  path: '/admin/api/choices/{id}',
  summary: 'Change the text of a choice',
  request: { ...withId, ...body(choiceChange) },
  responses: {
    200: json(choiceView, 'The choice'),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503),
  },
})

const showSettingsRoute = createRoute({
  ...common,
  method: 'get',
  path: '/admin/api/settings',
  summary: 'Show the tenant’s settings',
  responses: { 200: json(settingsView, 'The settings'), ...problems(401, 403, 503) },
})

const changeSettingsRoute = createRoute({
  ...common,
  method: 'patch',
  path: '/admin/api/settings',
  summary: 'Change the tenant’s name, its colour, or whether sign-up is open',
  request: body(settingsChange),
  responses: {
    200: json(settingsView, 'The settings'),
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
})

/** What a tenant's admins may see and do: everything of their tenant, nothing of another. */
export function adminRoutes(app: OpenAPIHono<TenantEnv>, { tenancy, signals }: PollsContext): void {
  const asAdmin = createAsAdmin(tenancy)
  const changing = announcing(signals, asAdmin)

  app.openapi(listRoute('users', userQuery, userPage), async (c) => {
    return c.json(
      await asAdmin(c, 'read', ({ scope }) => listUsers(scope, c.req.valid('query'))),
      200,
    )
  })
  app.openapi(changeUserRoute, async (c) => {
    const { id } = c.req.valid('param')
    const user = await changing(c, 'write', (request) =>
      changeUser(request, id, c.req.valid('json')),
    )
    return c.json(user, 200)
  })
  app.openapi(deleteUserRoute, async (c) => {
    await changing(c, 'write', (request) => deleteUser(request, c.req.valid('param').id))
    return c.body(null, 204)
  })
  app.openapi(
    deleteRoute('/admin/api/users/{id}/sessions', 'End all sessions of a user'),
    async (c) => {
      const { id } = c.req.valid('param')
      await changing(c, 'write', async (request) => {
        await findUser(request.scope, id)
        await endSessions(request.scope, id)
        writeLog(request, { action: 'user.sessions_ended', subjectId: id })
      })
      return c.body(null, 204)
    },
  )

  app.openapi(passwordLinkRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { token, expiresAt } = await asAdmin(c, 'write', (request) =>
      makePasswordLink(request, id),
    )
    // In the fragment, which browsers send to no server and in no Referer header.
    const url = `${requestOrigin(c)}/app/new-password#${token}`
    return c.json({ url, expires_at: expiresAt.toISOString() }, 201)
  })

  app.openapi(listRoute('polls', adminPollQuery, adminPollPage), async (c) => {
    return c.json(
      await asAdmin(c, 'read', ({ scope }) => listAdminPolls(scope, c.req.valid('query'))),
      200,
    )
  })
  app.openapi(
    deleteRoute('/admin/api/polls/{id}', 'Delete a poll with its choices and votes'),
    async (c) => {
      await changing(c, 'write', (request) => deleteAdminPoll(request, c.req.valid('param').id))
      return c.body(null, 204)
    },
  )

  app.openapi(listRoute('choices', choiceQuery, choicePage), async (c) => {
    return c.json(
      await asAdmin(c, 'read', ({ scope }) => listChoices(scope, c.req.valid('query'))),
      200,
    )
  })
  app.openapi(changeChoiceRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { choice_text } = c.req.valid('json')
    const choice = await changing(c, 'write', (request) => changeChoice(request, id, choice_text))
    return c.json(choice, 200)
  })
  app.openapi(
    deleteRoute('/admin/api/choices/{id}', 'Delete a choice with its votes'),
    async (c) => {
      await changing(c, 'write', (request) => deleteChoice(request, c.req.valid('param').id))
      return c.body(null, 204)
    },
  )

  app.openapi(listRoute('votes', voteQuery, votePage), async (c) => {
    return c.json(
      await asAdmin(c, 'read', ({ scope }) => listVotes(scope, c.req.valid('query'))),
      200,
    )
  })
  app.openapi(deleteRoute('/admin/api/votes/{id}', 'Delete a vote'), async (c) => {
    await changing(c, 'write', (request) => deleteVote(request, c.req.valid('param').id))
    return c.body(null, 204)
  })

  app.openapi(showSettingsRoute, async (c) => {
    return c.json(await asAdmin(c, 'read', ({ scope }) => readSettings(scope)), 200)
  })
  app.openapi(changeSettingsRoute, async (c) => {
    const change = c.req.valid('json')
    const settings = await changing(c, 'write', (request) => {
      writeLog(request, { action: 'settings.changed', details: change })
      return changeSettings(request.scope, change)
    })
    return c.json(settings, 200)
  })

  app.openapi(listRoute('log', listQuery, logPage), async (c) => {
    return c.json(
      await asAdmin(c, 'read', ({ scope }) => listLog(scope, c.req.valid('query'))),
      200,
    )
  })
}
