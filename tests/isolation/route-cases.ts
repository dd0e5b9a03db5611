import type { Household } from './polls-service.ts'

/** How one route of the tenant API is attacked. */
export interface RouteCase {
  /** The things whose ids are in its path and query. */
  names?: Partial<
    Record<'id' | 'choiceId' | 'poll', keyof Household & ('poll' | 'choice' | 'user' | 'vote')>
  >
  /** A valid body. */
  body?: Record<string, unknown>
  /** The expected status for its tenant's own admin; without it any success. */
  own?: number
  /** Whether it returns a page and takes a cursor. */
  pages?: true
}

/** A case for each route of the document; the suite fails for a route without a case and a case without a route. */
export const routeCases: Record<string, RouteCase> = {
  'POST /users': {
    body: { username: 'newcomer', email: 'a@example.org', password: 'correct horse battery 9' },
  },
  'POST /login': { body: { username: 'nobody', password: 'correct horse battery 9' }, own: 401 },
  'POST /session': { body: { username: 'nobody', password: 'correct horse battery 9' }, own: 403 },
  'POST /password': { body: { token: 'unknown', password: 'correct horse battery 9' }, own: 404 },
  'POST /logout': {},
  'DELETE /session': {},
  'POST /logout/all': {},
  'GET /me': {},
  'GET /polls': { pages: true },
  'POST /polls': { body: { question: 'q', choices: ['a'] } },
  'GET /polls/{id}': { names: { id: 'poll' } },
  'PUT /polls/{id}': { names: { id: 'poll' }, body: { question: 'taken' } },
  'PATCH /polls/{id}': { names: { id: 'poll' }, body: { question: 'taken' } },
  'DELETE /polls/{id}': { names: { id: 'poll' } },
  'GET /polls/{id}/choices': { names: { id: 'poll' } },
  'POST /polls/{id}/choices': { names: { id: 'poll' }, body: { choice_text: 'smuggled' } },
  'POST /polls/{id}/choices/{choiceId}/vote': { names: { id: 'poll', choiceId: 'choice' } },
  'GET /polls/{id}/vote': { names: { id: 'poll' } },
  'GET /polls/{id}/results': { names: { id: 'poll' } },
  'GET /polls/{id}/results/stream': { names: { id: 'poll' } },
  'GET /poll-templates': {},
  'GET /site': {},
  'GET /admin/api/users': { pages: true },
  'PATCH /admin/api/users/{id}': { names: { id: 'user' }, body: { role: 'admin' } },
  'DELETE /admin/api/users/{id}': { names: { id: 'user' } },
  'DELETE /admin/api/users/{id}/sessions': { names: { id: 'user' } },
  'POST /admin/api/users/{id}/password-link': { names: { id: 'user' } },
  'GET /admin/api/polls': { pages: true },
  'DELETE /admin/api/polls/{id}': { names: { id: 'poll' } },
  'GET /admin/api/choices': { pages: true, names: { poll: 'poll' } },
  'PATCH /admin/api/choices/{id}': { names: { id: 'choice' }, body: { choice_text: 'taken' } },
  'DELETE /admin/api/choices/{id}': { names: { id: 'choice' } },
  'GET /admin/api/votes': { pages: true, names: { poll: 'poll' } },
  'DELETE /admin/api/votes/{id}': { names: { id: 'vote' } },
  'GET /admin/api/settings': {},
  'PATCH /admin/api/settings': { body: { name: 'taken' } },
  'GET /admin/api/log': { pages: true },
}

/** Fields that only the server may set; a client that sends them is refused. */
export const forgedFields = [
  'tenant',
  'tenant_id',
  'tenantId',
  'created_by',
  'voted_by',
  'id',
  'poll',
]

export interface Route {
  name: string
  method: string
  path: string
  /** Whether it requires a user. */
  guarded: boolean
  takesBody: boolean
}

interface Document {
  paths: Record<string, Record<string, { security?: unknown[]; requestBody?: unknown }>>
}

export function routesOf(document: unknown): Route[] {
  const { paths } = document as Document
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { security, requestBody }]) => {
      const method = verb.toUpperCase()
      return {
        ...{ name: `${method} ${path}`, method, path },
        guarded: (security ?? []).length > 0,
        takesBody: requestBody !== undefined,
      }
    }),
  )
}

/** The path of a request with the ids of `household`, including those in the query. */
export function pathTo({ path }: Route, { names = {} }: RouteCase, household: Household): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: 'id' | 'choiceId') => {
    const kind = names[name]
    if (kind === undefined) throw new Error(`${path}: the case does not define {${name}}`)
    return household[kind]
  })
  return names.poll ? `${filled}?poll=${household.poll}` : filled
}
