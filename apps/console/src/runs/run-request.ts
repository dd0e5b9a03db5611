import { numberOf } from '@mt/web/parts/number-of.ts'
import { textOf } from '@mt/web/parts/text-of.ts'
import type { Schemas } from '../api/client.ts'

/** Reads a migration from the form. The API validates it. */
export function migrationOf(values: FormData): Schemas['NewMigration'] {
  const canary = numberOf(textOf(values, 'canary') || '0')
  return { ...driftOf(values), canary, dryRun: values.has('dryRun') }
}

export function driftOf(values: FormData): Schemas['NewDrift'] {
  return { where: whereOf(values), concurrency: numberOf(textOf(values, 'concurrency') || '1') }
}

function whereOf(values: FormData): Schemas['FleetWhere'] {
  const tenants = textOf(values, 'where.tenants')
    .split(/[\s,]+/)
    .filter(Boolean)
  const isolation = textOf(values, 'where.isolation') as Schemas['Tenant']['isolation'] | ''
  const status = textOf(values, 'where.status') as NonNullable<Schemas['FleetWhere']['status']> | ''
  const schemaVersion = textOf(values, 'where.schemaVersion').trim()
  return {
    ...(tenants.length > 0 && { tenants }),
    ...(isolation && { isolation }),
    ...(status && { status }),
    ...(schemaVersion && { schemaVersion }),
  }
}
