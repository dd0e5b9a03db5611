import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Page } from '@mt/pages/page-headers'
import type { NewAdmin } from '@mt/shared/internal-api/tenant-routes'
import type { Quota } from '@mt/shared/quotas'
import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import type { Command } from './commands/command.ts'
import type { ServiceContext } from './context.ts'
import type { TenantEnv } from './http/require-tenant.ts'
import type { ServiceTables } from './service-tables.ts'

/** The application of a tenant's own API: every route of it stands behind the assertion. */
export type TenantApp = OpenAPIHono<TenantEnv>

/** All that makes one data-plane service different from another: its product. */
export interface ServiceDefinition extends ServiceTables {
  /** What assertions and internal calls have to be meant for, and what the pooled database is called. */
  name: string
  /** What the document of the tenant API says of itself. */
  info: { title: string; version: string; description?: string }
  /** Adds the routes of a tenant's API. Called once, when the service starts. */
  routes(app: TenantApp, context: ServiceContext): void
  /** What operators can do inside a tenant, by the name that `tenantctl run` takes. */
  commands?: Readonly<Record<string, Command>>
  /** What plans can limit in a tenant. The routes hold tenants to it, by quotas/require-room.ts. */
  quotas?: readonly Quota[]
  /**
   * Makes the first admin of a tenant; made again, finds it. A service without it has no users of its own,
   * and onboarding with an admin fails.
   */
  createAdmin?(scope: TenantScope, admin: NewAdmin): Promise<{ id: string }>
  /** Built pages, and which of them is at a path. */
  pages?: { folder: string; pageOf(path: string): Page | undefined }
}
