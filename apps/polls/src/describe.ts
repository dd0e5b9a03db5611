import { documentHead, tenantApp } from './app.ts'
import type { PollsContext } from './context.ts'

/**
 * The OpenAPI document of the tenant API, for who builds a client of it: nothing is started and nothing
 * connected to, because routes describe themselves without the parts that answer them.
 */
export function describeTenantApi() {
  const context = { pages: { folder: '' } } as PollsContext
  const app = tenantApp(context, { isReady: async () => {}, stop() {} })
  return app.getOpenAPI31Document(documentHead)
}
