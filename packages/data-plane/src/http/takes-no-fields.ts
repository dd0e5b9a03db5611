import { z } from '@hono/zod-openapi'
import { invalidInput } from '@mt/shared/http/problem'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'

const noFields = z.strictObject({})

/**
 * For a route whose path and token carry everything: a body with more, such as who votes, is not silently
 * ignored. Throws a 422 that names its fields. Accepts no body, or {}.
 */
export const takesNoFields = createMiddleware(async function takesNoFields(c, next) {
  const text = await c.req.text()
  if (text !== '') {
    const parsed = noFields.safeParse(parse(text))
    if (!parsed.success) throw invalidInput(parsed.error)
  }
  await next()
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new HTTPException(400, { cause })
  }
}
