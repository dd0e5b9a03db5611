import type { Quota } from '@mt/shared/internal-api/service-routes'

/** What plans can limit in a tenant. Each is named like the table that it counts. */
export const quotas = {
  users: { name: 'users', label: 'Users', unit: 'users' },
  polls: { name: 'polls', label: 'Polls', unit: 'polls' },
} as const satisfies Record<string, Quota>
