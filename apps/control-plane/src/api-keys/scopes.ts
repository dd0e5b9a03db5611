/** What a key may do: read, onboard tenants, change them; `admin` may do everything. */
export const scopes = ['read', 'onboard', 'operate', 'admin'] as const

export type Scope = (typeof scopes)[number]
