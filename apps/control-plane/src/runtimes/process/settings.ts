import type { ServiceSettings } from '../service-env.ts'

/** What the runtime needs that launches tenants as processes. */
export interface ProcessRuntimeConfig {
  kind: 'process'
  service: ServiceSettings
  /** Where the tenants' folders lie. */
  folder: string
  /** Where copies of PostgreSQL's binaries and of a fresh cluster lie. */
  cacheFolder: string
  /** The program of a tenant's own service. */
  serviceMain: string
  compileCache: string | undefined
}
