import { notFound, Problem } from '@mt/shared/http/problem'
import type { Context, Env, Hono } from 'hono'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers what no route took: 405 with Allow where the path is known under other methods, else 404. */
export function notAllowed<E extends Env>(app: Hono<E>) {
  return function onNotFound(c: Context<E>): never {
    const allowed = methods.filter((method) => hasRoute(app, method, c.req.path))
    if (allowed.length === 0) throw notFound()
    throw new Problem(405, 'method_not_allowed', 'Method not allowed', {
      detail: `use ${allowed.join(' or ')}`,
      headers: { allow: allowed.join(', ') },
    })
  }
}

/** Middleware matches every path and method; only handlers of one method count. */
function hasRoute<E extends Env>(app: Hono<E>, method: string, path: string): boolean {
  const [handlers] = app.router.match(method, path)
  return handlers.some(([[, route]]) => route.method === method)
}
