/** What a key may do: look, bring tenants in, change them; `admin` may do all of it. */
export const scopes = ['read', 'onboard', 'operate', 'admin'] as const

export type Scope = (typeof scopes)[number]
