import { z } from '@hono/zod-openapi'

/** The stable codes of findings. docs/runbooks/doctor-findings.md describes what to do about each. */
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
    subject: z.string().openapi({ description: 'The placement, host or tenant that it is about' }),
    message: z.string(),
    fix: z.string().openapi({ description: 'What to do about it' }),
  })
  .openapi('Finding')

export type Finding = z.infer<typeof findingSchema>
