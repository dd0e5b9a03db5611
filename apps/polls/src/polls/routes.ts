import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { jsonText } from '@mt/data-plane/http/json-text'
import { listQuery } from '@mt/data-plane/http/page'
import type { TenantEnv } from '@mt/data-plane/http/require-tenant'
import { takesNoFields } from '@mt/data-plane/http/takes-no-fields'
import { repeatable } from '@mt/data-plane/idempotency/repeatable'
import { requireRoom } from '@mt/data-plane/quotas/require-room'
import { bearer, body, idParam, json, problems } from '@mt/shared/http/answers'
import type { PollsContext } from '../context.ts'
import { announcing } from '../http/announcing.ts'
import { createAsUser } from '../http/as-user.ts'
import { createAskAsUser } from '../http/ask-as-user.ts'
import { credentialOf } from '../http/credential.ts'
import { once } from '../http/once.ts'
import { quotas } from '../limits/quotas.ts'
import { addChoice } from './add-choice.ts'
import { changePoll } from './change-poll.ts'
import { createPoll } from './create-poll.ts'
import { deletePoll } from './delete-poll.ts'
import { listPolls } from './list-polls.ts'
import { readOwnVote } from './read-own-vote.ts'
import {
  choiceInput,
  choiceView,
  ownVoteView,
  type PollPage,
  type PollView,
  pollChange,
  pollInput,
  pollPage,
  pollReplacement,
  pollView,
  voteView,
} from './schemas.ts'
import { showPoll, showPollText } from './show-poll.ts'
import { vote } from './vote.ts'

const pollPath = { params: z.object({ id: idParam('id') }) }
const choicePath = { params: z.object({ id: idParam('id'), choiceId: idParam('choiceId') }) }

const listRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls',
  summary: 'List polls, newest first',
  security: bearer,
  request: { query: listQuery },
  responses: { 200: json(pollPage, 'A page of polls'), ...problems(401, 422, 503) },
})

const createPollRoute = createRoute({
  tags: ['polls'],
  method: 'post',
  path: '/polls',
  summary: 'Create a poll',
  security: bearer,
  request: { ...repeatable, ...body(pollInput) },
  responses: {
    201: json(pollView, 'The new poll'),
    ...problems(400, 401, 409, 413, 415, 422, 503),
  },
})

const showRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls/{id}',
  summary: 'Show a poll',
  security: bearer,
  request: pollPath,
  responses: { 200: json(pollView, 'The poll'), ...problems(401, 404, 503) },
})

const replaceRoute = createRoute({
  tags: ['polls'],
  method: 'put',
  path: '/polls/{id}',
  summary: 'Replace the question and closing time of a poll',
  security: bearer,
  request: { ...pollPath, ...body(pollReplacement) },
  responses: {
    200: json(pollView, 'The poll'),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503),
  },
})

const changeRoute = createRoute({
  tags: ['polls'],
  method: 'patch',
  path: '/polls/{id}',
  summary: 'Change the question or closing time of a poll',
  security: bearer,
  request: { ...pollPath, ...body(pollChange) },
  responses: {
    200: json(pollView, 'The poll'),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503),
  },
})

const deleteRoute = createRoute({
  tags: ['polls'],
  method: 'delete',
  path: '/polls/{id}',
  summary: 'Delete a poll with its choices and votes',
  security: bearer,
  request: pollPath,
  responses: { 204: { description: 'The poll is deleted' }, ...problems(401, 403, 404, 503) },
})

const choicesRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls/{id}/choices',
  summary: 'List the choices of a poll',
  security: bearer,
  request: pollPath,
  responses: { 200: json(z.array(choiceView), 'The choices'), ...problems(401, 404, 503) },
})

const addChoiceRoute = createRoute({
  tags: ['polls'],
  method: 'post',
  path: '/polls/{id}/choices',
  summary: 'Add a choice to a poll',
  security: bearer,
  request: { ...pollPath, ...repeatable, ...body(choiceInput) },
  responses: {
    201: json(choiceView, 'The new choice'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
  },
})

const voteRoute = createRoute({
  tags: ['polls'],
  method: 'post',
  path: '/polls/{id}/choices/{choiceId}/vote',
  summary: 'Vote for a choice',
  security: bearer,
  middleware: [takesNoFields],
  request: choicePath,
  responses: {
    201: json(voteView, 'The vote'),
    ...problems(400, 401, 404, 409, 413, 415, 422, 503),
  },
})

const ownVoteRoute = createRoute({
  tags: ['polls'],
  method: 'get',
  path: '/polls/{id}/vote',
  summary: 'Show the user’s vote',
  security: bearer,
  request: pollPath,
  responses: { 200: json(ownVoteView, 'The vote, or null'), ...problems(401, 404, 503) },
})

/** Polls, their choices and votes. Changes of a poll are announced to those who watch its results. */
export function pollRoutes(app: OpenAPIHono<TenantEnv>, context: PollsContext): void {
  const { tenancy, signals, idempotency } = context
  const ask = createAskAsUser(tenancy)
  const asUser = createAsUser(tenancy)
  const making = once(idempotency, asUser)
  const adding = announcing(signals, making)
  const changing = announcing(signals, asUser)

  app.openapi(listRoute, async (c) => {
    const page = await listPolls((statement) => ask(c, statement), c.req.valid('query'))
    return jsonText<PollPage>(c, page)
  })
  app.openapi(createPollRoute, async (c) => {
    return c.json(
      await making(c, 'write', async (request) => {
        await requireRoom(request.scope, c.var.tenant, quotas.polls)
        return createPoll(request, c.req.valid('json'))
      }),
      201,
    )
  })
  app.openapi(showRoute, async (c) => {
    const { id } = c.req.valid('param')
    return jsonText<PollView>(c, await showPollText((statement) => ask(c, statement), id))
  })
  app.openapi(replaceRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(
      await changing(c, 'write', (request) => changePoll(request, id, c.req.valid('json'))),
      200,
    )
  })
  app.openapi(changeRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(
      await changing(c, 'write', (request) => changePoll(request, id, c.req.valid('json'))),
      200,
    )
  })
  app.openapi(deleteRoute, async (c) => {
    await changing(c, 'write', (request) => deletePoll(request, c.req.valid('param').id))
    return c.body(null, 204)
  })
  app.openapi(choicesRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json((await asUser(c, 'read', ({ scope }) => showPoll(scope, id))).choices, 200)
  })
  app.openapi(addChoiceRoute, async (c) => {
    const { id } = c.req.valid('param')
    const { choice_text } = c.req.valid('json')
    return c.json(await adding(c, 'write', (request) => addChoice(request, id, choice_text)), 201)
  })
  app.openapi(voteRoute, async (c) => {
    const { id: pollId, choiceId } = c.req.valid('param')
    const { tenant } = c.var
    const cast = await vote(tenancy, tenant, { token: credentialOf(c), pollId, choiceId })
    signals.announce(tenant.tenantId)
    return c.json(cast, 201)
  })
  app.openapi(ownVoteRoute, async (c) => {
    const { id } = c.req.valid('param')
    return c.json(await asUser(c, 'read', (request) => readOwnVote(request, id)), 200)
  })
}
