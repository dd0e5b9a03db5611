import type { Inventory } from '@mt/shared/internal-api/inventory'
import type { Trace } from '@mt/shared/internal-api/placement-routes'
import type { Placement } from '@mt/shared/placement'
import { createSlots, type Slots } from '@mt/shared/slots'
import type { ConnectionPools } from '../connections/connection-pools.ts'
import type { ConnectionTargets } from '../connections/connection-targets.ts'
import { type Drift, findDrift, type ReferenceCatalogs } from '../drift/find-drift.ts'
import { migratePlacement, type PlacementMigration } from '../migrations/migrate-placement.ts'
import { type MigrationClass, renderMigrations } from '../migrations/tenant-migrations.ts'
import type { TenantIdentity } from '../scope/open-scope.ts'
import { deprovisionTenant } from './deprovision-tenant.ts'
import { type PlacementState, setPlacementState } from './fence-tenant.ts'
import { CreatePlacements } from './placements-table.ts'
import { prepareCluster } from './prepare-cluster.ts'
import { removeOldTemplates } from './prepare-template.ts'
import { provisionTenant } from './provision-tenant.ts'
import { renewPasswords } from './renew-passwords.ts'
import { scanTenant } from './scan-tenant.ts'
import { takeInventory } from './take-inventory.ts'

/** Makes and removes placements of tenants. It works as the clusters' owner and never serves a request. */
export interface Provisioner {
  /** Makes what each cluster needs before its first tenant. */
  prepare(): Promise<void>
  /** Removes what earlier releases needed. It may take long, and nothing waits for it. */
  tidy(): Promise<void>
  /** Resolves to the version of the tenant's tables. */
  provision(tenant: TenantIdentity, signal?: AbortSignal): Promise<string>
  deprovision(tenant: { tenantId: string; placement: Placement }): Promise<void>
  /** Sets whether the placement serves its tenant; when it resolves, no earlier write is under way. */
  setState(
    tenant: TenantIdentity,
    input: { state: PlacementState; graceMs?: number | undefined },
  ): Promise<boolean>
  /** The version that the tables of every placement should have. */
  readonly version: string
  /** Brings one placement up to date. Throws MigrationFailed if a migration cannot be applied. */
  migrate(placement: Placement): Promise<PlacementMigration>
  /** The differences between a placement and what the migrations make. Changes nothing. */
  drift(placement: Placement): Promise<Drift[]>
  /** Everything that is found of a tenant where its placement is, or once was. */
  scan(tenant: { tenantId: string; placement: Placement }): Promise<Trace[]>
  /** What all clusters have of tenants, known or not. */
  inventory(): Promise<Inventory>
}

/**
 * How many placements are made at once, which leaves connections for serving. The others wait up to
 * `maxWaitMs`.
 */
const maxAtOnce = 4
const maxMigrationsAtOnce = 8
const maxWaitMs = 15_000

export interface ProvisionerOptions {
  /** The pooled database: it has the shared and schema tenants, and roles are named after it. */
  database: string
  /** The history of the tenants' tables. The tenancy package's own migration precedes it. */
  migrations: readonly MigrationClass[]
  /** The history of the tables that all tenants share. */
  referenceMigrations: readonly MigrationClass[]
  pools: ConnectionPools
  targets: ConnectionTargets
  /**
   * Clusters whose owner may still have its previous password, which is then changed to the one in
   * `targets`.
   */
  previous?: ConnectionTargets
}

export async function createProvisioner(options: ProvisionerOptions): Promise<Provisioner> {
  const { database, pools, targets, previous } = options
  const migrations = await renderMigrations([CreatePlacements, ...options.migrations])
  const referenceMigrations = await renderMigrations(options.referenceMigrations)
  const owners = { pools, target: targets.owner }
  const { password } = targets
  const limited = limitedBy(createSlots(maxAtOnce, maxWaitMs))
  const limitedMigrations = limitedBy(createSlots(maxMigrationsAtOnce, maxWaitMs))
  const context = { database, migrations, referenceMigrations, owners, password }
  const references: ReferenceCatalogs = new Map()
  return {
    async prepare() {
      for (const cluster of targets.clusters) {
        if (previous) await renewPasswords(context, cluster, previous)
        await prepareCluster(context, cluster)
      }
    },
    async tidy() {
      for (const cluster of targets.clusters) await removeOldTemplates(context, cluster)
    },
    provision: (tenant, signal) => limited(() => provisionTenant(context, tenant, signal)),
    deprovision: (tenant) => limited(() => deprovisionTenant(context, tenant)),
    setState: (tenant, input) => setPlacementState(context, tenant, input),
    version: migrations.at(-1)?.name ?? '',
    migrate: (placement) => limitedMigrations(() => migratePlacement(context, placement)),
    drift: (placement) => limitedMigrations(() => findDrift(context, references, placement)),
    scan: (tenant) => scanTenant(context, tenant),
    async inventory() {
      const each = targets.clusters.map((cluster) => takeInventory(context, cluster))
      return { clusters: await Promise.all(each) }
    },
  }
}

function limitedBy(slots: Slots) {
  return async function limited<T>(work: () => Promise<T>): Promise<T> {
    await slots.take()
    try {
      return await work()
    } finally {
      slots.give()
    }
  }
}
