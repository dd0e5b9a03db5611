import { z } from '@hono/zod-openapi'
import { problemSchema } from './problem-schema.ts'

/** Parts of route descriptions. */

/** An id in a path, in the only spelling that is compared. */
export const idParam = (name: string) =>
  z
    .uuid()
    .toLowerCase()
    .openapi({ param: { name, in: 'path' }, example: '0192f0c1-2b3c-7d4e-8f50-617283940a1b' })

export const bearer = [{ bearer: [] }]

/** A JSON answer of a route. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** The JSON body of a route. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}

const descriptions: Record<number, string> = {
  400: 'The body is not valid JSON',
  401: 'The credential is missing, or not valid here',
  403: 'The caller may not do this',
  404: 'Not found',
  409: 'The current state does not allow it',
  412: 'It has changed since the client read it',
  413: 'The body is too large',
  415: 'The Content-Type of the body is not JSON',
  422: 'Some fields are invalid; `errors` names each',
  429: 'Too many attempts; try again after Retry-After',
  503: 'Temporarily unavailable; try again after Retry-After',
}

/** The problem answers of a route, by status. */
export function problems<Status extends number>(...statuses: Status[]) {
  return Object.fromEntries(statuses.map((status) => [status, problem(status)])) as {
    [S in Status]: ReturnType<typeof problem>
  }
}

function problem(status: number) {
  return {
    description: descriptions[status] ?? 'A problem',
    content: { 'application/problem+json': { schema: problemSchema } },
  }
}
