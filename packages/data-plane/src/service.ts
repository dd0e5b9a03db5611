import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Page } from '@mt/pages/page-headers'
import type { NewAdmin } from '@mt/shared/internal-api/tenant-routes'
import type { Quota } from '@mt/shared/quotas'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { Command } from './commands/command.ts'
import type { ServiceContext } from './context.ts'
import type { TenantEnv } from './http/require-tenant.ts'
import type { ServiceTables } from './service-tables.ts'

/** The application of a tenant's API. All of its routes require an assertion. */
export type TenantApp = OpenAPIHono<TenantEnv>

/** Defines a data-plane service: everything that differs from other services. */
export interface ServiceDefinition extends ServiceTables {
  /** The audience of its assertions and internal calls, and the name of the pooled database. */
  name: string
  /** The head of the OpenAPI document of the tenant API. */
  info: { title: string; version: string; description?: string }
  /** Adds the routes of a tenant's API. Called once, when the service starts. */
  routes(app: TenantApp, context: ServiceContext): void
  /** The commands that operators can run inside a tenant, by the name that `tenantctl run` takes. */
  commands?: Readonly<Record<string, Command>>
  /** What plans can limit in a tenant. The routes enforce it with quotas/require-room.ts. */
  quotas?: readonly Quota[]
  /**
   * Creates the first admin of a tenant, or finds the one that it created before. A service without it has
   * no users of its own, and onboarding with an admin fails.
   */
  createAdmin?(scope: TenantScope, admin: NewAdmin): Promise<{ id: string }>
  /** Built pages, and which of them belongs to a path. */
  pages?: { folder: string; pageOf(path: string): Page | undefined }
}
