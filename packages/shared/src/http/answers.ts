import { z } from '@hono/zod-openapi'
import { problemSchema } from './problem-schema.ts'

/** Parts of route descriptions. */

/** An id in a path, in the one spelling that it is compared in. */
export const idParam = (name: string) =>
  z
    .uuid()
    .toLowerCase()
    .openapi({ param: { name, in: 'path' }, example: '0192f0c1-2b3c-7d4e-8f50-617283940a1b' })

export const bearer = [{ bearer: [] }]

/** A JSON answer that a route declares. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

/** A JSON body that a route asks for. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { body: { required: true, content: { 'application/json': { schema } } } }
}

const descriptions: Record<number, string> = {
  400: 'The body is not valid JSON',
  401: 'No credential, or one that does not hold here',
  403: 'Who asks may not do this',
  404: 'There is no such thing here',
  409: 'The state of things does not allow it',
  412: 'It has changed since the client looked',
  413: 'The body is too large',
  415: 'The body is not declared as JSON',
  422: 'Some fields are invalid; each is named',
  429: 'Too many attempts; come again after Retry-After',
  503: 'Something that is needed is away; come again after Retry-After',
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
