import type { z } from '@hono/zod-openapi'
import { problemSchema } from '@mt/shared/http/problem-schema'

const descriptions = {
  400: 'The body is not JSON',
  401: 'No API key, or one that does not hold',
  403: 'The API key lacks the scope',
  404: 'There is no such thing',
  409: 'It cannot be done as things stand',
  415: 'The body is not declared as application/json',
  422: 'Some fields are invalid',
} as const

type ProblemStatus = keyof typeof descriptions

/** The problem answers that a route declares. */
export function problems<Status extends ProblemStatus>(...statuses: Status[]) {
  const content = { 'application/problem+json': { schema: problemSchema } }
  const answers = statuses.map((status) => [status, { description: descriptions[status], content }])
  return Object.fromEntries(answers) as Record<
    Status,
    { description: string; content: typeof content }
  >
}

/** A JSON answer that a route declares. */
export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

/** A JSON body that a route asks for. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { body: { content: { 'application/json': { schema } }, required: true } }
}
