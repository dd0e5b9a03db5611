import type { TenantScope } from '@mt/tenancy/scope/tenancy'
import { sql } from '@mt/tenancy/sql/scoped-query'
import { readSettings, type SettingsView } from './read-settings.ts'
import { Settings } from './settings.entity.ts'

/**
 * Changes the given fields of the tenant's settings. Concurrent changes wait for each other, because the
 * first one creates the row.
 */
export async function changeSettings(
  scope: TenantScope,
  change: { [Field in keyof SettingsView]?: SettingsView[Field] | undefined },
): Promise<SettingsView> {
  const { em, tenantId } = scope
  await scope.query(sql`select pg_advisory_xact_lock(hashtextextended(${tenantId}, 0))`)
  const settings = (await em.findOne(Settings, {})) ?? em.create(Settings, {})
  if (change.name !== undefined) settings.name = change.name
  if (change.colour !== undefined) settings.colour = change.colour
  if (change.sign_up_open !== undefined) settings.signUpOpen = change.sign_up_open
  await em.persist(settings).flush()
  return readSettings(scope)
}
