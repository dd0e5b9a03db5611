/** The routes of the API: what they are about, and who may use them. */

/** The kinds of things in paths. */
export type Subject = 'poll' | 'choice' | 'vote' | 'user'

/** `creator`: the poll's creator and the tenant's admins. */
export type Audience = 'anyone' | 'user' | 'creator' | 'admin'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As in the OpenAPI document. */
  path: string
  who: Audience
  /** The kind of thing of each path parameter. */
  names?: Record<string, Subject>
  /** A valid body, if the route takes one. */
  body?: Record<string, unknown>
}

const poll = { id: 'poll' } as const
const choice = { id: 'poll', choiceId: 'choice' } as const
const question = { question: 'Where to?' }
const text = { choice_text: 'There' }
const longPassword = 'a long enough password'
const user = { username: 'nobody', email: 'nobody@example.org', password: longPassword }

export const routes: readonly Route[] = [
  { method: 'POST', path: '/users', who: 'anyone', body: user },
  { method: 'POST', path: '/login', who: 'anyone', body: { username: 'x', password: 'y' } },
  { method: 'POST', path: '/logout', who: 'user' },
  { method: 'POST', path: '/logout/all', who: 'user' },
  { method: 'POST', path: '/session', who: 'anyone', body: { username: 'x', password: 'y' } },
  { method: 'DELETE', path: '/session', who: 'user' },
  { method: 'GET', path: '/me', who: 'user' },
  {
    method: 'POST',
    path: '/password',
    who: 'anyone',
    body: { token: 'x', password: longPassword },
  },
  { method: 'GET', path: '/site', who: 'anyone' },
  { method: 'GET', path: '/polls', who: 'user' },
  { method: 'POST', path: '/polls', who: 'user', body: question },
  { method: 'GET', path: '/polls/{id}', who: 'user', names: poll },
  { method: 'PUT', path: '/polls/{id}', who: 'creator', names: poll, body: question },
  { method: 'PATCH', path: '/polls/{id}', who: 'creator', names: poll, body: question },
  { method: 'DELETE', path: '/polls/{id}', who: 'creator', names: poll },
  { method: 'GET', path: '/polls/{id}/choices', who: 'user', names: poll },
  { method: 'POST', path: '/polls/{id}/choices', who: 'creator', names: poll, body: text },
  {
    method: 'POST',
    path: '/polls/{id}/choices/{choiceId}/vote',
    who: 'user',
    names: choice,
    body: {},
  },
  { method: 'GET', path: '/polls/{id}/vote', who: 'user', names: poll },
  { method: 'GET', path: '/polls/{id}/results', who: 'user', names: poll },
  { method: 'GET', path: '/polls/{id}/results/stream', who: 'user', names: poll },
  { method: 'GET', path: '/poll-templates', who: 'user' },
  { method: 'GET', path: '/admin/api/users', who: 'admin' },
  { method: 'PATCH', path: '/admin/api/users/{id}', who: 'admin', names: { id: 'user' }, body: {} },
  { method: 'DELETE', path: '/admin/api/users/{id}', who: 'admin', names: { id: 'user' } },
  { method: 'DELETE', path: '/admin/api/users/{id}/sessions', who: 'admin', names: { id: 'user' } },
  {
    method: 'POST',
    path: '/admin/api/users/{id}/password-link',
    who: 'admin',
    names: { id: 'user' },
    body: {},
  },
  { method: 'GET', path: '/admin/api/polls', who: 'admin' },
  { method: 'DELETE', path: '/admin/api/polls/{id}', who: 'admin', names: poll },
  { method: 'GET', path: '/admin/api/choices', who: 'admin' },
  {
    method: 'PATCH',
    path: '/admin/api/choices/{id}',
    who: 'admin',
    names: { id: 'choice' },
    body: text,
  },
  { method: 'DELETE', path: '/admin/api/choices/{id}', who: 'admin', names: { id: 'choice' } },
  { method: 'GET', path: '/admin/api/votes', who: 'admin' },
  { method: 'DELETE', path: '/admin/api/votes/{id}', who: 'admin', names: { id: 'vote' } },
  { method: 'GET', path: '/admin/api/settings', who: 'admin' },
  { method: 'PATCH', path: '/admin/api/settings', who: 'admin', body: {} },
  { method: 'GET', path: '/admin/api/log', who: 'admin' },
]

/** The path of a route with these ids. */
export function pathOf({ path, names = {} }: Route, ids: Record<Subject, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, part: string) => ids[names[part] ?? 'poll'])
}

/** For titles. */
export function titleOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path}`
}
