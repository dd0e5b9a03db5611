import { z } from '@hono/zod-openapi'

/** What can be wrong. Stable: programs may rely on them; docs/runbooks/doctor-findings.md says what to do about each. */
const findingCodes = [
  'data_plane_away',
  'redis_away',
  'tenants_not_seen',
  'database_open',
  'database_without_tenant',
  'schema_without_tenant',
  'role_without_tenant',
  'rows_without_tenant',
  'place_missing',
  'role_missing',
  'tenant_not_entered',
  'epoch_differs',
  'state_differs',
  'runtime_without_tenant',
  'runtime_down',
  'runtime_not_stopped',
  'runtime_outdated',
  'outbox_behind',
  'registry_ahead',
  'registry_host_unknown',
  'registry_host_missing',
  'registry_entry_stale',
  'registry_entry_unverified',
  'operation_stuck',
  'operation_failed',
] as const

export const findingSchema = z
  .object({
    code: z.enum(findingCodes),
    subject: z.string().openapi({ description: 'What it is about: a place, a host, a tenant' }),
    message: z.string(),
    fix: z.string().openapi({ description: 'What to do about it' }),
  })
  .openapi('Finding')

export type Finding = z.infer<typeof findingSchema>
