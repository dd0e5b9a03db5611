import { documentOf, tenantApp } from './app.ts'
import type { ServiceContext } from './context.ts'
import type { ServiceDefinition } from './service.ts'

/**
 * The OpenAPI document of a service's tenant API, for generating clients. Starts nothing and connects to
 * nothing: routes describe themselves without the parts that answer them.
 */
export function describeTenantApi(service: ServiceDefinition) {
  const app = tenantApp(service, {} as ServiceContext, { isReady: async () => {}, stop() {} })
  return app.getOpenAPI31Document(documentOf(service.info))
}
