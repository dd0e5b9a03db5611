import { Problem } from '@mt/shared/http/problem'
import { createMiddleware } from 'hono/factory'

/** Refuses a body that is not declared as JSON. */
export const requireJson = createMiddleware(async function json(c, next) {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/([\w.-]+\+)?json *(;|$)/i.test(type)) {
    throw new Problem(415, 'unsupported_media_type', 'Unsupported media type', {
      detail: 'send the body as application/json',
    })
  }
  await next()
})
