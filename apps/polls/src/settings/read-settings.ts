import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql, table } from '@mt/tenancy/sql/scoped-query'

/** A tenant's settings, in the form of the API. */
export interface SettingsView {
  name: string | null
  colour: string | null
  sign_up_open: boolean
}

/** The settings of a tenant that has changed nothing. */
const initialSettings: SettingsView = { name: null, colour: null, sign_up_open: true }

/** The settings of the scope's tenant. */
export async function readSettings(scope: TenantScope): Promise<SettingsView> {
  const [settings] = await scope.query<SettingsView>(
    sql`select name, colour, sign_up_open from ${table('settings')} s`,
  )
  return settings ?? initialSettings
}
