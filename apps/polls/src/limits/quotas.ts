import type { RowQuota } from '@mt/data-plane/quotas/require-room'

/** What plans can limit in a tenant. */
export const quotas = {
  users: { name: 'users', label: 'Users', unit: 'users', table: 'users' },
  polls: { name: 'polls', label: 'Polls', unit: 'polls', table: 'polls' },
} as const satisfies Record<string, RowQuota>
